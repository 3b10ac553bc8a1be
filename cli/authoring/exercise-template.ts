/** A new exercise: an echo server with one promise, which verifies as it stands, but for what its author has to write. */
import { manifestText } from './manifest-text.ts';

export interface NewExercise {
  readonly slug: string;
  readonly number: string;
  readonly title: string;
  readonly module: string;
}

/** Files by their path in the project. */
export function exerciseFiles(exercise: NewExercise): Readonly<Record<string, string>> {
  const { slug } = exercise;
  const folder = `exercises/${slug}`;
  return {
    [`${folder}/exercise.json`]: manifestOf(exercise),
    [`${folder}/brief.md`]: briefOf(exercise),
    [`${folder}/hints.md`]: `# Hints\n${hintsOf(`${exercise.number}.1`)}`,
    [`${folder}/starter/server.ts`]: server('socket.send(text.toUpperCase());'),
    [`${folder}/solution/server.ts`]: server('socket.send(text);'),
    [`${folder}/accepted/answers-late/server.ts`]: server('setTimeout(() => socket.send(text), 100);'),
    [`${folder}/broken/answers-twice/server.ts`]: server('socket.send(text);\n    socket.send(text);'),
    [`graders/${slug}.ts`]: graderOf(exercise),
  };
}

function manifestOf({ number, title, module }: NewExercise): string {
  const manifest = {
    title,
    module,
    number,
    summary: '«one sentence for lists: what the learner makes of the starter»',
    entry: 'server.ts',
    editable: ['server.ts'],
    packages: ['ws'],
    needs: ['virtual-time'],
    play: { path: '/', clients: [{ name: 'ana' }, { name: 'ben' }], messages: ['hello'] },
    broken: { 'answers-twice': [`${number}.1`] },
  };
  return manifestText(manifest);
}

function briefOf({ title }: NewExercise): string {
  return `# ${title}

«two or three sentences: which department of AlgoCratic Futures needs this, and what is wrong today» Rewrite \`server.ts\`.

Your program listens on the port in \`process.env.PORT\`.

## What the server promises

«every promise that a check grades, in exact words: this text is the law, and nothing else is graded»

- Each text message that comes over a WebSocket is sent back to its sender, once, exactly as it came.

## Your liberties

«whatever the promises leave open, so that nobody has to guess»

- An answer may take up to a second.
`;
}

/** The section of one check in hints.md. */
export function hintsOf(id: string): string {
  return `
## ${id}

1. «a nudge: what to try in the lab, and what to look at»
2. «the idea, by its name in the lesson»
3. «a concrete clue: the call, the event, the line»
`;
}

function server(answer: string): string {
  return `import { WebSocketServer } from 'ws';

const sockets = new WebSocketServer({ port: Number(process.env.PORT) });

sockets.on('connection', (socket) => {
  // Without a listener one malformed frame would end the process.
  socket.on('error', (error) => console.error(error.message));
  socket.on('message', (data) => {
    const text = data.toString();
    ${answer}
  });
});
`;
}

function graderOf({ number, title, module }: NewExercise): string {
  // A title must not end the comment that it stands in.
  return `/** The checks of ${number}, ${title.replaceAll('*/', '* /')}. Words for a check: docs/rig.md. */
import type { Check } from '../src/rig/check.ts';
import { expectOnly } from '../src/rig/matchers.ts';
import type { Rig } from '../src/rig/rig.ts';

async function echo(rig: Rig): Promise<void> {
  // 1. ana and ben are connected; both say something.
  const ana = await rig.open('/', { name: 'ana' });
  const ben = await rig.open('/', { name: 'ben' });
  ben.send('"for ben"');
  ana.send('"for ana"');
  await rig.settle();
  // 2. Each has received the own words once, and nothing else.
  const why = '«why it matters: what goes wrong in a real system without it»';
  expectOnly(ana, (json) => json === 'for ana', 'echo of "for ana"', why);
  expectOnly(ben, (json) => json === 'for ben', 'echo of "for ben"', why);
}

const lesson = (section: string) => \`${module}#\${section}\`;

export const checks: readonly Check[] = [
  {
    id: '${number}.1',
    title: '«the promise in a few words»',
    points: 100,
    lesson: lesson('deep-dive'),
    run: echo,
  },
];

export default checks;
`;
}
