import { execFileSync } from 'node:child_process';
import * as nativeCrypto from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./crypto.testscript.ts', import.meta.url));
const output = execFileSync(process.execPath, ['--expose-internals', '--no-warnings', script], { encoding: 'utf8' });
const results = output
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { name: string; ours: unknown; native: unknown });

describe('the crypto module does as Node', () => {
  it.each(results)('$name', ({ ours, native }) => {
    expect(ours).toEqual(native);
  });

  it('to the last case', () => {
    expect(results.at(-1)?.name).toBe('randomFill with a callback');
    expect(results.length).toBeGreaterThan(300);
  });
});

it('has or refuses by name every member of Node', () => {
  const list = `
    const { createCryptoModule } = await import(${JSON.stringify(new URL('./crypto.ts', import.meta.url).href)});
    const { detachedKernel } = await import(${JSON.stringify(new URL('../bindings/testing.ts', import.meta.url).href)});
    const { createRequire } = await import('node:module');
    const require = createRequire(${JSON.stringify(import.meta.url)});
    const module = createCryptoModule({ ...detachedKernel(), requireBuiltin: (id) => require(id) });
    let refusal;
    try { module.createCipheriv(); } catch (error) { refusal = error; }
    console.log(JSON.stringify({ names: Object.keys(module), code: refusal.code, message: refusal.message }));`;
  const args = ['--expose-internals', '--no-warnings', '--input-type=module', '-e', list];
  const { names, code, message } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  const missing = Object.keys(nativeCrypto).filter((name) => name !== 'default' && !names.includes(name));
  // Deprecated names, and one that sets a mode of OpenSSL.
  expect(missing.filter((name) => !['fips', 'prng', 'pseudoRandomBytes', 'rng'].includes(name))).toEqual([]);
  expect(code).toBe('ERR_SANDBOX_UNSUPPORTED');
  expect(message).toContain('crypto.createCipheriv');
});
