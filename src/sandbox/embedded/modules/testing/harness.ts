/**
 * Runs a program on Node's own loaders and file system library over our bindings, within a native Node:
 * `node --expose-internals harness.ts <tree.json>`. Everything else is the native Node's.
 */
import { readFileSync } from 'node:fs';
import { builtinModules, createRequire, isBuiltin } from 'node:module';
import { inspect } from 'node:util';
import { createFsBinding, createFsDirBinding, createFsEventWrapBinding, MemoryFiles } from '../../files/index.ts';
import { createModuleBindings } from '../index.ts';

type InternalBinding = (name: string) => Record<string, unknown>;

interface Tree {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  /** Folders of the machine whose files stand in the tree, by their path there. */
  readonly packages: Readonly<Record<string, string>>;
}

const nativeRequire = createRequire(import.meta.url);
const { internalBinding, primordials } = nativeRequire('internal/test/binding') as {
  internalBinding: InternalBinding;
  primordials: object;
};
const { privateSymbols } = internalBinding('util') as { privateSymbols: Readonly<Record<string, symbol>> };
const natives = (process as unknown as { binding(name: string): Record<string, string> }).binding('natives');

const RUN_HERE = /^(?:fs|fs\/promises|module|internal\/fs\/.*|internal\/modules\/.*)$/;
const tree = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Tree;
const cache = new Map<string, { exports: unknown }>();

// biome-ignore lint/security/noGlobalEval: this is how programs are compiled, here as in the worker
const evaluate = globalThis.eval as (code: string) => unknown;
const cwd = '/app';
process.cwd = () => cwd;
process.argv.splice(1, 2, tree.entry);

const files = new MemoryFiles({ image: imageOf(tree.packages), files: tree.files, cwd: () => cwd, now: Date.now });
const host = {
  evaluate: (code: string) => evaluate(code),
  internalBinding: bindingHere,
  requireBuiltin: requireHere,
  job: () => () => {},
  post: (callback: () => void) => void setImmediate(callback),
  files: {
    kind: (path: string) => files.find(path)?.kind,
    readText: (path: string) => {
      const node = files.find(path);
      return node?.kind === 'file' ? new TextDecoder().decode(files.contents(node)) : undefined;
    },
  },
};
const modules = createModuleBindings(host);
const own: Record<string, () => Record<string, unknown>> = {
  ...modules.bindings,
  fs: once(() => createFsBinding(host, files)),
  fs_dir: once(() => createFsDirBinding(host, files)),
  fs_event_wrap: once(() => createFsEventWrapBinding(host)),
};

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

const theRealm = once(realm);

function bindingHere(name: string): Record<string, unknown> {
  const native = internalBinding(name);
  const made = own[name]?.();
  if (made === undefined) return native;
  return name === 'contextify' ? { ...native, ...made } : made;
}

function requireHere(id: string): unknown {
  const name = id.replace(/^node:/, '');
  if (name === 'internal/deps/amaro/dist/index') return modules.typeScript;
  if (name === 'internal/bootstrap/realm') return theRealm();
  if (!RUN_HERE.test(name)) return nativeRequire(name);
  const cached = cache.get(name);
  if (cached !== undefined) return cached.exports;
  const module = { exports: {} as unknown };
  cache.set(name, module);
  const parameters = 'exports,require,module,process,internalBinding,primordials';
  const run = evaluate(`(function(${parameters}){${natives[name]}\n})\n//# sourceURL=node:${name}`) as (
    ...args: unknown[]
  ) => void;
  run(module.exports, requireHere, module, process, bindingHere, primordials);
  return module.exports;
}

/** `internal/bootstrap/realm`, which Node keeps to itself: the builtins as the loader sees them. */
function realm(): { BuiltinModule: object } {
  const map = new Map(builtinModules.map((name) => [name, facade(name)]));
  const plain = (id: string) => id.replace(/^node:/, '');
  const exists = (id: string) => isBuiltin(id);
  return {
    BuiltinModule: Object.assign(class BuiltinModule {}, {
      map,
      exists,
      isBuiltin: exists,
      canBeRequiredByUsers: (id: string) => map.has(id),
      canBeRequiredWithoutScheme: (id: string) => map.has(id) && !id.startsWith('node:'),
      normalizeRequirableId: (id: string) => (exists(id) ? plain(id) : undefined),
      getSchemeOnlyModuleNames: () => [],
      getAllBuiltinModuleIds: () => builtinModules,
      getCanBeRequiredByUsersWithoutSchemeList: () => builtinModules,
      allowRequireByUsers() {},
    }),
  };
}

function facade(id: string): object {
  let wrap: unknown;
  return {
    id,
    canBeRequiredByUsers: true,
    syncExports() {},
    get exports() {
      return requireHere(id);
    },
    compileForPublicLoader: () => requireHere(id),
    getESMFacade() {
      const exports = requireHere(id) as Record<string, unknown>;
      const { ModuleWrap } = bindingHere('module_wrap') as {
        ModuleWrap: new (...args: unknown[]) => { instantiate(): void; evaluate(...args: unknown[]): unknown };
      };
      const names = [...Object.keys(exports).filter((name) => name !== 'default'), 'default'];
      wrap ??= new ModuleWrap(
        `node:${id}`,
        undefined,
        names,
        function (this: { setExport(n: string, v: unknown): void }) {
          for (const name of names) this.setExport(name, name === 'default' ? exports : exports[name]);
        },
      );
      const made = wrap as { instantiate(): void; evaluate(...args: unknown[]): unknown };
      made.instantiate();
      made.evaluate(-1, false);
      return wrap;
    },
  };
}

function imageOf(packages: Tree['packages']): { bytes: ArrayBuffer; index: Record<string, [number, number]> } {
  const index: Record<string, [number, number]> = {};
  const chunks: Buffer[] = [];
  let offset = 0;
  for (const [path, from] of Object.entries(packages)) {
    const data = readFileSync(from);
    index[path] = [offset, data.length];
    chunks.push(data);
    offset += data.length;
  }
  const all = Buffer.concat(chunks);
  return { bytes: all.buffer.slice(all.byteOffset, all.byteOffset + all.length) as ArrayBuffer, index };
}

// As Node's own formatting, with the student's columns.
const format = Error.prepareStackTrace;
Error.prepareStackTrace = (error, sites) => {
  const text = format?.(error, sites) ?? `${error}\n${sites.map((site) => `    at ${site}`).join('\n')}`;
  return modules.positions.mapStack(text);
};

// What the kernel prints for an error that nobody caught.
process.on('uncaughtException', (error: unknown) => {
  const arrowSymbol = privateSymbols['arrow_message_private_symbol'] ?? Symbol();
  const own: unknown = error instanceof Error ? (error as unknown as Record<symbol, unknown>)[arrowSymbol] : undefined;
  const isPlaced = error instanceof Error && /^\S+:\d+\n/.test(error.stack ?? '');
  const excerpt = error instanceof Error ? modules.positions.excerpt(error.stack ?? '') : undefined;
  const arrow = typeof own === 'string' ? own : excerpt;
  process.stderr.write(`${isPlaced || arrow === undefined ? '' : `${arrow}\n`}${inspect(error)}\n`);
  process.exit(1);
});

const { Module } = requireHere('internal/modules/cjs/loader') as { Module: { runMain(entry: string): void } };
const { initializeCJS } = requireHere('internal/modules/cjs/loader') as { initializeCJS(): void };
const { initializeESM } = requireHere('internal/modules/esm/utils') as { initializeESM(): void };
initializeCJS();
initializeESM();
Module.runMain(tree.entry);
