/** What a program sees of its engine, in the engine that `DUPLEX_ENGINE` names: the same in each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../../../../build/engines/engine.ts';
import { openTestHost, type TestHost } from '../host/testing.ts';

const readsUsing = (await testEngine()).name !== 'webkit';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost({ images: [[]] });
});
afterAll(() => host?.[Symbol.asyncDispose]());

const run = async (program: string) => {
  const { stdout, stderr } = await host.run({ '/app/main.js': program });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as unknown;
};

describe('the engine under a program', () => {
  it('gives call sites to Error.prepareStackTrace', async () => {
    const program = `
      Error.prepareStackTrace = (_error, sites) => sites;
      const holder = {};
      function here() { Error.captureStackTrace(holder); }
      function hidden() { Error.captureStackTrace(holder, hidden); }
      const seen = () => holder.stack.slice(0, 2).map((site) => [site.getFunctionName(), site.getFileName(), site.getLineNumber()]);
      (function outer() { here(); })();
      const first = seen();
      (function outer() { hidden(); })();
      console.log(JSON.stringify([first, seen()[0], typeof new Error('x').stack[0].isNative]));`;
    expect(await run(program)).toEqual([
      [
        ['here', '/app/main.js', 4],
        ['outer', '/app/main.js', 7],
      ],
      ['outer', '/app/main.js', 9],
      'function',
    ]);
  });

  it('begins a stack with the message, and with what made the error', async () => {
    const program = `
      class Mine extends RangeError { constructor(text) { super(text); this.name = 'Mine'; } }
      function make() { return new Mine('of a class'); }
      const [head, first] = make().stack.split('\\n');
      console.log(JSON.stringify([head, first.replace(/:\\d+\\)$/, ')'), Object.hasOwn(new Error('x'), 'message')]));`;
    expect(await run(program)).toEqual(['Mine: of a class', '    at make (/app/main.js:3)', true]);
  });

  it('shows an error of its own as one of the program', async () => {
    const program = `
      let shown;
      try { null.property; } catch (error) { shown = require('node:util').inspect(error); }
      const [head, first] = shown.split('\\n');
      console.log(JSON.stringify([/^TypeError: /.test(head), /^ {4}at .*main\\.js:3:\\d+/.test(first)]));`;
    expect(await run(program)).toEqual([true, true]);
  });

  it('leaves a stack that the program wrote, and the limit it set', async () => {
    const program = `
      const error = new Error('x');
      error.stack = 'my own';
      Error.stackTraceLimit = 1;
      const short = new Error('y').stack.split('\\n').length;
      console.log(JSON.stringify([error.stack, require('node:util').inspect(error), short <= 2]));`;
    expect(await run(program)).toEqual(['my own', '[my own]', true]);
  });

  it('lets classes of errors be what they are', async () => {
    const program = `
      const errors = [new Error('a'), TypeError('b'), new AggregateError([], 'c'), new Error('d', { cause: 1 })];
      console.log(JSON.stringify([errors.every((e) => e instanceof Error), errors.map((e) => e.constructor.name),
        errors[0].constructor === Error, Object.getPrototypeOf(TypeError) === Error, errors[3].cause]));`;
    const names = ['Error', 'TypeError', 'AggregateError', 'Error'];
    expect(await run(program)).toEqual([true, names, true, true, 1]);
  });

  it('has disposable stacks, and the channels that use them', async () => {
    const program = `
      const { tracingChannel } = require('node:diagnostics_channel');
      const channel = tracingChannel('test');
      const order = [];
      channel.start.subscribe(() => order.push('start'));
      channel.end.subscribe(() => order.push('end'));
      channel.traceSync(() => order.push('traced'));
      const stack = new DisposableStack();
      stack.use({ [Symbol.dispose]: () => order.push('disposed') });
      stack.dispose();
      console.log(JSON.stringify(order));`;
    expect(await run(program)).toEqual(['start', 'traced', 'end', 'disposed']);
  });

  const USING = "using it = { [Symbol.dispose]: () => console.log('disposed') };\nimport('node:net').then(() => {});\n";

  it.skipIf(readsUsing).each(['/app/main.cjs', '/app/main.mts'])('says where it cannot dispose: %s', async (entry) => {
    const { stdout, stderr, exit } = await host.run({ [entry]: `console.log('up');\n${USING}` }, { entry });
    expect([stdout, exit]).toEqual(['', { code: 1 }]);
    expect(stderr).toContain(`${entry}:2\nusing it = `);
    expect(stderr).toContain(
      'SyntaxError: This browser cannot run `using`: call [Symbol.dispose]() in a finally block',
    );
  });

  it.runIf(readsUsing).each(['/app/main.cjs', '/app/main.mts'])('disposes at the end of a file: %s', async (entry) => {
    expect(await host.run({ [entry]: USING }, { entry })).toEqual({
      stdout: 'disposed\n',
      stderr: '',
      exit: { code: 0 },
    });
  });
});
