/**
 * The one script of the sandbox's frame. It stands inline in the frame's `srcdoc`, so that the frame's policy can name it by hash
 * and allow nothing else. Runs no student code: that is in the workers.
 */
import type { FromFrame, ToFrame } from '../protocol.ts';
import { Processes } from './processes.ts';
import { Workers } from './workers.ts';

const report = (message: FromFrame) => parent.postMessage(message, '*');
let processes: Processes | undefined;

/** A click on Run starts two processes, the rig and the server; once the rig runs, one at a time. */
const wantedSpares = () => (processes && processes.count > 0 ? 1 : 2);

function boot(message: Extract<ToFrame, { type: 'boot' }>): void {
  // The first spare decides whether programs can run here; what comes later is told to whom it concerns.
  let tell = (outcome: FromFrame) => {
    tell = () => {};
    report(outcome);
  };
  const workers = new Workers(
    message.worker,
    wantedSpares,
    () => tell({ type: 'booted' }),
    (reason) => tell({ type: 'failed', message: reason }),
  );
  processes = new Processes(workers, message.image, report);
}

addEventListener('message', (event: MessageEvent<ToFrame>) => {
  if (event.source !== parent) return;
  const message = event.data;
  switch (message.type) {
    case 'boot':
      if (!processes) boot(message);
      break;
    case 'write':
      processes?.write(message.files);
      break;
    case 'spawn':
      processes?.spawn(message);
      break;
    case 'kill':
      processes?.kill(message.pid);
      break;
    case 'ping':
      report({ type: 'pong', id: message.id });
      break;
  }
});

report({ type: 'loaded' });
