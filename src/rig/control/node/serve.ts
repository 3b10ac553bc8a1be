/** Serves control/protocol.ts on fd 3, beneath the program's notice. */
import fs from 'node:fs';
import net from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { LocalRequest } from '../host.ts';
import type { Request, State } from '../protocol.ts';
import type { Controlled } from './controlled.ts';

const CONTROL_FD = 3;
/** The rig has gone: nothing is left to run for. */
const RIG_GONE = 70;
/** Between two looks at the pipe while the process stands still, ms. */
const LOOK_AGAIN_MS = 0.1;

export interface ControlPipe {
  send(message: object): void;
  serve(controlled: Controlled): void;
}

export function openControlPipe(): ControlPipe {
  const { readSync } = fs;
  // The program may replace them.
  const { parse, stringify } = JSON;
  const pipe = new net.Socket({ fd: CONTROL_FD, readable: true, writable: true });
  pipe.unref();
  pipe.on('error', () => undefined);
  pipe.on('close', () => process.exit(RIG_GONE));
  const send = (message: object, onSent?: () => void) => pipe.write(`${stringify(message)}\n`, onSent);

  return {
    send,
    serve(controlled) {
      const decoder = new StringDecoder('utf8');
      const lines: string[] = [];
      let partial = '';

      // Awaited: the program may replace `then`.
      const answer = async (state: Promise<State>, { id, op }: Request) => {
        send({ id, ...(await state) }, op === 'hold' ? () => receive(nextBytes(readSync)) : undefined);
      };
      const handle = (request: Request) => void answer(controlled.handle(request as LocalRequest), request);
      const handleAll = () => {
        try {
          for (let line = lines.shift(); line !== undefined; line = lines.shift()) handle(parse(line) as Request);
        } finally {
          // The program's timer threw and the program lives on: the lines behind it still want their answers.
          if (lines.length > 0) setImmediate(handleAll);
        }
      };
      const receive = (bytes: Buffer) => {
        const parts = (partial + decoder.write(bytes)).split('\n');
        partial = parts.pop() ?? '';
        lines.push(...parts);
        handleAll();
      };
      pipe.on('data', receive);
    },
  };
}

/** Blocks the whole process until the rig writes again. */
function nextBytes(readSync: typeof fs.readSync): Buffer {
  // A named pipe that the event loop reads cannot be read beside it: there, nothing stands still.
  if (process.platform === 'win32') return Buffer.alloc(0);
  const buffer = Buffer.alloc(64 * 1024);
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      const length = readSync(CONTROL_FD, buffer);
      if (length === 0) process.exit(RIG_GONE);
      return buffer.subarray(0, length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(nobody, 0, 0, LOOK_AGAIN_MS);
    }
  }
}
