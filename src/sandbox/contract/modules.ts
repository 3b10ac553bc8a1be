import { describe, expect, it } from 'vitest';
import { placePattern, type Subject, World } from './harness.ts';

async function output(
  subject: Subject,
  files: Record<string, string>,
  entry: string,
  packages: readonly string[] = [],
) {
  const world = await World.boot(subject, packages, files);
  const { stdout, stderr, exit } = await world.run(entry);
  return exit.code === 0 ? stdout : `exit ${exit.code}: ${stderr}`;
}

const COMMON = 'const { sep } = require("node:path"); console.log(typeof module, __filename.split(sep).at(-1));';
const MODULE = 'import { sep } from "node:path"; console.log(typeof module, import.meta.filename.split(sep).at(-1));';

export function modules(subject: () => Subject): void {
  describe('modules', () => {
    it.each([
      ['a.js', COMMON, 'object'],
      ['a.cjs', COMMON, 'object'],
      ['a.ts', COMMON, 'object'],
      ['a.cts', COMMON, 'object'],
      ['b.js', MODULE, 'undefined'],
      ['b.mjs', MODULE, 'undefined'],
      ['b.ts', MODULE, 'undefined'],
      ['b.mts', MODULE, 'undefined'],
    ])('decide what %s is as Node does', async (name, program, kind) => {
      expect(await output(subject(), { [`/app/${name}`]: program }, `/app/${name}`)).toBe(`${kind} ${name}\n`);
    });

    it('heed the type in the nearest package.json', async () => {
      const files = {
        '/app/package.json': '{"type":"module"}',
        '/app/main.js': 'console.log(typeof require, typeof import.meta.url);',
      };
      expect(await output(subject(), files, '/app/main.js')).toBe('undefined string\n');
    });

    it('have live bindings, cycles, top-level await, JSON and dynamic imports', async () => {
      const files = {
        '/app/main.ts': `
          import data from './data.json' with { type: 'json' };
          import { count, increase } from './counter.ts';
          import * as even from './even.ts';
          increase();
          const later = await import('./later.mjs');
          console.log(data.name, count, even.isEven(10), later.default, import.meta.dirname === import.meta.filename.slice(0, -8));
        `,
        '/app/data.json': '{"name":"json"}',
        '/app/counter.ts': 'export let count: number = 0;\nexport function increase(): void { count += 1; }\n',
        '/app/even.ts': `import { isOdd } from './odd.ts';\nexport const isEven = (n: number): boolean => n === 0 || isOdd(n - 1);\n`,
        '/app/odd.ts': `import { isEven } from './even.ts';\nexport const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);\n`,
        '/app/later.mjs': 'export default await Promise.resolve("awaited");',
      };
      expect(await output(subject(), files, '/app/main.ts')).toBe('json 1 true awaited true\n');
    });

    it('import names from CommonJS packages', async () => {
      const program = `
        import express, { Router } from 'express';
        import WebSocket, { WebSocketServer } from 'ws';
        console.log(typeof express, typeof Router, typeof WebSocket, typeof WebSocketServer);
      `;
      expect(await output(subject(), { '/app/main.ts': program }, '/app/main.ts', ['express', 'ws'])).toBe(
        'function function function function\n',
      );
    });

    it('load the whole family of packages', async () => {
      const program = `
        import { Server } from 'socket.io';
        import { io } from 'socket.io-client';
        import { z } from 'zod';
        console.log(typeof Server, typeof io, z.object({ a: z.number() }).safeParse({ a: 1 }).success);
      `;
      const packages = ['express', 'socket.io', 'socket.io-client', 'ws', 'zod'];
      expect(await output(subject(), { '/app/main.mjs': program }, '/app/main.mjs', packages)).toBe(
        'function function true\n',
      );
    });

    it('strip TypeScript without moving a line or a column', async () => {
      const program = [
        'interface Message<T> { readonly text: T }',
        "import type { Socket } from 'node:net';",
        'type Handler = (socket: Socket, message: Message<string>) => void;',
        'class Hub<T extends object> { private readonly seen: T[] = []; add(it: T): this { this.seen.push(it); return this; } }',
        'const hub = new Hub<Message<string>>().add({ text: "a" } satisfies Message<string>);',
        'const where: string = new Error("here").stack as string; console.log(/(main\\.ts:\\d+:\\d+)/.exec(where)![1], typeof hub);',
        '',
      ].join('\n');
      expect(await output(subject(), { '/app/main.ts': program }, '/app/main.ts')).toMatch(
        new RegExp(`^${placePattern(subject(), 'main.ts', 6, 23)} object\n$`),
      );
    });

    it("refuse TypeScript that is more than types, in Node's words", async () => {
      const program = 'const a = 1;\nenum Colour { Red }\nconsole.log(a, Colour.Red);\n';
      const refused = await output(subject(), { '/app/main.ts': program }, '/app/main.ts');
      expect(refused).toContain('ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX');
      expect(refused).toContain('TypeScript enum is not supported in strip-only mode');
      expect(refused).toMatch(/main\.ts:2/);
    });

    it('name the file that cannot be found', async () => {
      const missing = await output(subject(), { '/app/main.mjs': 'import "./not-there.mjs";' }, '/app/main.mjs');
      expect(missing).toContain('ERR_MODULE_NOT_FOUND');
      expect(missing).toMatch(/app\/not-there\.mjs/);
    });
  });
}
