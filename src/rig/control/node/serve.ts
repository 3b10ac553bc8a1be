/** Serves control/protocol.ts on fd 3, beneath the program's notice. */
import net from 'node:net';
import type { LocalRequest } from '../host.ts';
import type { Request } from '../protocol.ts';
import type { Controlled } from './controlled.ts';

/** The rig has gone: nothing is left to run for. */
const RIG_GONE = 70;

export interface ControlPipe {
  send(message: object): void;
  serve(controlled: Controlled): void;
}

export function openControlPipe(): ControlPipe {
  const pipe = new net.Socket({ fd: 3, readable: true, writable: true });
  pipe.unref();
  pipe.on('error', () => undefined);
  pipe.on('close', () => process.exit(RIG_GONE));
  const send = (message: object) => pipe.write(`${JSON.stringify(message)}\n`);

  return {
    send,
    serve(controlled) {
      const lines: string[] = [];
      let partial = '';
      const handleAll = () => {
        try {
          for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
            const { id, ...request } = JSON.parse(line) as Request;
            void controlled.handle(request as LocalRequest).then((state) => send({ id, ...state }));
          }
        } finally {
          // The program's timer threw and the program lives on: the lines behind it still want their answers.
          if (lines.length > 0) setImmediate(handleAll);
        }
      };
      pipe.setEncoding('utf8');
      pipe.on('data', (text: string) => {
        const parts = (partial + text).split('\n');
        partial = parts.pop() ?? '';
        lines.push(...parts);
        handleAll();
      });
    },
  };
}
