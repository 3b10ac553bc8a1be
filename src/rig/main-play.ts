/** The play rig: the learner's own server and clients behind the rig protocol. */
import { Play } from './play/play.ts';
import { listen, report } from './speak.ts';

const play = new Play(report);
let turn: Promise<unknown> = Promise.resolve();

listen((command) => {
  // A start takes a moment; what is asked after it must find the server. Nothing else may hold up what follows.
  const isAwaited = command.type === 'start' || command.type === 'stop' || command.type === 'connect';
  const done = turn
    .then(() => play.obey(command))
    .catch((error: unknown) => {
      report({ type: 'problem', message: `The rig could not do "${command.type}": ${String(error)}` });
    });
  if (isAwaited) turn = done;
});
