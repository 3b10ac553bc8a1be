import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';

const directives = (policy: string) =>
  Object.fromEntries(policy.split('; ').map((directive) => directive.split(/ (.*)/s) as [string, string]));

describe('the content security policy', () => {
  it('lets reading pages evaluate nothing but WebAssembly', () => {
    const policy = directives(contentSecurityPolicy({ kind: 'reading' }, 'built'));
    expect(policy['default-src']).toBe("'none'");
    expect(policy['script-src']).toBe("'self' 'wasm-unsafe-eval'");
    expect(policy['worker-src']).toBe("'self'");
  });

  it('gives lab pages what the sandbox frame inherits from them', () => {
    const policy = directives(contentSecurityPolicy({ kind: 'lab', frame: "'sha256-abc='" }, 'built'));
    expect(policy['script-src']).toBe("'self' 'wasm-unsafe-eval' 'unsafe-eval' blob: 'sha256-abc='");
    expect(policy['worker-src']).toBe("'self' blob:");
    expect(policy['connect-src']).toBe("'self'");
    expect(policy['base-uri']).toBe("'none'");
    expect(policy['form-action']).toBe("'none'");
  });

  it('opens web sockets to the live server only', () => {
    expect(contentSecurityPolicy({ kind: 'reading' }, 'dev')).toContain("connect-src 'self' ws:");
    expect(contentSecurityPolicy({ kind: 'reading' }, 'built')).not.toContain('ws:');
  });

  it('never allows inline scripts', () => {
    for (const server of ['built', 'dev'] as const)
      expect(directives(contentSecurityPolicy({ kind: 'reading' }, server))['script-src']).not.toContain(
        'unsafe-inline',
      );
  });
});
