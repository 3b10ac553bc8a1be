/** THIRD-PARTY-NOTICES: the licences of everything of others' that the built site ships to a learner. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../build/sandbox/context.ts';

/** Packages whose code or declarations are in the site, with all they depend on. */
const SHIPPED = [
  // the embedded runtime
  'undici',
  'pako',
  '@noble/hashes',
  'acorn',
  '@sveltejs/acorn-typescript',
  'magic-string',
  'cjs-module-lexer',
  // the page
  'preact',
  '@preact/signals',
  'idb-keyval',
  'zod',
  'monaco-editor',
  // the images, and their declarations
  'ws',
  'express',
  'socket.io',
  'socket.io-client',
  '@types/node',
  '@types/ws',
  '@types/express',
];

/** The npm package of Node's binary carries no licence file; this is the text of Node's own, of which its library is. */
const NODE = `Node.js (its JavaScript library, compiled into the sandbox)

Copyright Node.js contributors. All rights reserved.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const RULE = '-'.repeat(80);

export async function writeNotices(): Promise<void> {
  const packages = new Map<string, string>();
  for (const name of SHIPPED) await collect(name, packages);
  const fonts = `Fonts (fonts/OFL.txt)\n\n${await readFile(path.join(ROOT, 'public/fonts/OFL.txt'), 'utf8')}`;
  const notices = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  await writeFile(path.join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), [NODE, fonts, ...notices].join(`\n\n${RULE}\n\n`));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** @throws Error when a package names no licence at all: it must not ship. */
async function collect(name: string, packages: Map<string, string>): Promise<void> {
  if (packages.has(name)) return;
  const folder = path.join(ROOT, 'node_modules', name);
  const text = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  // Installed beneath the package that needs it, in another version; its text is the same.
  if (text === undefined) return;
  const manifest = JSON.parse(text) as Manifest;
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file && !manifest.license)
    throw new Error(`${name} ${manifest.version} names no licence, so it cannot be shipped.`);
  const body = file ? await readFile(path.join(folder, file), 'utf8') : `Licence: ${manifest.license}`;
  packages.set(name, `${name} ${manifest.version} (${manifest.license ?? 'see below'})\n\n${body.trim()}`);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) await collect(dependency, packages);
}
