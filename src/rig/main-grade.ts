/** The grading rig: one grader's checks behind the rig protocol. */
import type { Check } from './check.ts';
import { grade } from './grading/grade.ts';
import { listen, report } from './speak.ts';

export function runGrader(checks: readonly Check[]): void {
  // A wait that a check has started and not awaited ends when its server does; that is no failure of the rig.
  process.on('unhandledRejection', () => undefined);
  let turn: Promise<void> = Promise.resolve();
  listen((command) => {
    if (command.type !== 'grade') {
      report({ type: 'problem', message: `A grading rig does not know "${command.type}".` });
      return;
    }
    turn = turn.then(() => grade(checks, command, report));
  });
}
