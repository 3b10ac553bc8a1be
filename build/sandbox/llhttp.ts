/** llhttp's WebAssembly, as npm's `undici` ships it: base64 inside a CommonJS module that needs Node's `buffer`. */
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const MODULE = 'undici/lib/llhttp/llhttp-wasm.js';

/** Gives a bundle the bytes themselves in place of that module. */
export function llhttpPlugin(): Plugin {
  return {
    name: 'llhttp',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${MODULE.replaceAll('.', '\\.')}$`) }, () => ({
        path: MODULE,
        namespace: 'llhttp',
      }));
      build.onLoad({ filter: /.*/, namespace: 'llhttp' }, () => ({
        contents: createRequire(import.meta.url)(MODULE) as Uint8Array,
        loader: 'binary',
      }));
    },
  };
}
