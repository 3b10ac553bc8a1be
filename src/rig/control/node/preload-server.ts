/** Preload of the student's process on `node`: `node --expose-internals --require <this> server.ts`, with fd 3 open. */
import { CONTROL_VARIABLE, start } from '../protocol.ts';
import { control } from './controlled.ts';
import { openControlPipe } from './serve.ts';

const settings = start.parse(JSON.parse(process.env[CONTROL_VARIABLE] ?? 'null'));
delete process.env[CONTROL_VARIABLE];
process.execArgv.length = 0;

const pipe = openControlPipe();
const controlled = control(settings, (port) => pipe.send({ event: 'listening', port }));
if (controlled.unfit) pipe.send({ event: 'unfit', problem: controlled.unfit });
pipe.serve(controlled);
