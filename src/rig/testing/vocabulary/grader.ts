/** For the engine's own tests: the checks of this folder in one grader, so that one bundle and one browser serve them. */
import type { Check } from '../../check.ts';
import { clientChecks } from './clients.ts';
import { gateChecks } from './gates.ts';
import { socketIoChecks } from './socketio.ts';

const checks: readonly Check[] = [...gateChecks, ...clientChecks, ...socketIoChecks];

export default checks;
