/** Preload of the student's process on `node`: `node --expose-internals --require <this> server.ts`, with fd 3 open. */
import { readFileSync } from 'node:fs';
import { watchFaults } from '../faults.ts';
import type { Start } from '../protocol.ts';
import { CONTROL_VARIABLE, STRIPPED_VARIABLE } from '../words.ts';
import { control } from './controlled.ts';
import { keepSignalsHome } from './keep-signals-home.ts';
import { useStripped } from './prepared-parser.ts';
import { openControlPipe } from './serve.ts';

// Written by the rig itself, so it needs no schema.
const settings = JSON.parse(process.env[CONTROL_VARIABLE] ?? 'null') as Start;
const stripped = process.env[STRIPPED_VARIABLE];
delete process.env[CONTROL_VARIABLE];
delete process.env[STRIPPED_VARIABLE];
process.execArgv.length = 0;

const pipe = openControlPipe();
const controlled = control(settings, (port) => pipe.send({ event: 'listening', port }));
if (controlled.unfit) pipe.send({ event: 'unfit', problem: controlled.unfit });
pipe.serve(controlled);
watchFaults(process, (kind, text) => pipe.send({ event: 'fault', kind, text }));
keepSignalsHome();
if (stripped) useStripped(JSON.parse(readFileSync(stripped, 'utf8')));
