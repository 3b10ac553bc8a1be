// Lines out of a stream: chunks that split lines and characters, each kind of line end, questions, close and pause.
import { once } from 'node:events';
import readline from 'node:readline';
import { createInterface } from 'node:readline/promises';
import { PassThrough, Readable, Writable } from 'node:stream';

const bytes = Buffer.from('one\r\ntwo\nthrée\rfour\n\nlast without end');
const pieces = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, n) => bytes.subarray(n * 3, n * 3 + 3));

const lines = [];
for await (const line of readline.createInterface({ input: Readable.from(pieces), crlfDelay: Infinity }))
  lines.push(line);
console.log(lines);

const late = readline.createInterface({
  input: Readable.from([Buffer.from('a\r'), Buffer.from('\nb\n')]),
  crlfDelay: 0,
});
late.on('line', (line) => console.log('line', JSON.stringify(line)));
await once(late, 'close');

const input = new PassThrough();
const written = [];
const output = new Writable({
  write(chunk, _encoding, done) {
    written.push(String(chunk));
    done();
  },
});
const asked = createInterface({ input, output });
const name = asked.question('who? ');
input.write('ana\n');
console.log('answer', await name);
const abort = new AbortController();
const never = asked.question('and? ', { signal: abort.signal }).catch((error) => error.name);
abort.abort();
console.log(await never, written);
asked.on('pause', () => console.log('paused')).on('resume', () => console.log('resumed'));
asked.pause();
asked.resume();
asked.setPrompt('> ');
asked.prompt();
console.log(asked.getPrompt(), JSON.stringify(asked.line), asked.terminal, asked.closed);
const closed = once(asked, 'close');
input.end('rest');
await closed;
console.log(written, asked.closed);
await asked.question('more? ').catch((error) => console.log(error.code));

const stdin = readline.createInterface({ input: process.stdin });
stdin.on('line', (line) => console.log('stdin', line));
await once(stdin, 'close');
console.log('stdin has ended');
