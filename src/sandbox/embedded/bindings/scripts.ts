/** What `vm` asks of the binding `contextify`: scripts run in the one realm there is; a page can make no other. */
import { native } from '../kernel/captured.ts';
import type { Binding } from '../kernel/host.ts';
import { SandboxUnsupportedError } from '../library/unsupported-error.ts';
import { privateSymbols } from './util.ts';

/** Node's library makes itself a realm of that name, for regular expressions that leave no trace in `RegExp.$1`. */
const INTERNAL = 'internal';

export function createScriptBinding(): Binding {
  class ContextifyScript {
    readonly sourceMapURL: undefined = undefined;
    readonly #code: string;
    constructor(code: string, filename: string) {
      this.#code = `${code}\n//# sourceURL=${filename}`;
      // Fails where the engine would.
      native.evaluate(`(function(){\n${code}\n})`);
    }
    runInContext(): unknown {
      return native.evaluate(this.#code);
    }
    createCachedData(): Uint8Array {
      return new Uint8Array();
    }
  }
  return {
    ContextifyScript,
    constants: { measureMemory: { mode: { SUMMARY: 0, DETAILED: 1 }, execution: { DEFAULT: 0, EAGER: 1 } } },
    makeContext(object: object, name: string): object {
      if (name !== INTERNAL) throw new SandboxUnsupportedError('A context of vm');
      const symbol = privateSymbols['contextify_context_private_symbol'];
      if (symbol !== undefined) Reflect.set(object, symbol, {});
      return object;
    },
    measureMemory: () => undefined,
    compileFunction(code: string, filename: string, ...rest: readonly unknown[]) {
      const parameters = (rest[6] as readonly string[] | undefined) ?? [];
      const compiled = native.evaluate(`(function (${parameters.join(',')}) {${code}\n})\n//# sourceURL=${filename}`);
      return { function: compiled, sourceMapURL: undefined };
    },
    startSigintWatchdog: () => {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
  };
}
