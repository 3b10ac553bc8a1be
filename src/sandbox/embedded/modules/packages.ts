/** `internalBinding('modules')`: package.json files as Node's resolver reads them. */
import { type ModuleHost, nodeError } from './host.ts';

/** name, main, type, imports, exports, path; the two maps as JSON text when they are no plain string. */
type PackageTuple = readonly [
  name: string | undefined,
  main: string | undefined,
  type: 'commonjs' | 'module' | 'none',
  imports: string | undefined,
  exports: string | undefined,
  path: string,
];

export function createModulesBinding(host: ModuleHost): Record<string, unknown> {
  const read = new Map<string, PackageTuple | undefined>();

  function readPackage(path: string, invalid: () => Error): PackageTuple | undefined {
    if (read.has(path)) return read.get(path);
    const text = host.files.readText(path);
    const tuple = text === undefined ? undefined : parsePackage(text, path, invalid);
    read.set(path, tuple);
    return tuple;
  }

  /** The package.json that governs a file: the nearest above it, though none is looked for in `node_modules` itself. */
  function nearest(path: string): PackageTuple | undefined {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const candidate = `${folder === '/' ? '' : folder}/package.json`;
      const found = readPackage(candidate, () => nodeError(host, 'ERR_INVALID_PACKAGE_CONFIG', candidate));
      if (found !== undefined) return found;
      if (folder === '/') return undefined;
    }
  }

  function scopeOf(url: string): PackageTuple | string {
    const { fileURLToPath } = host.requireBuiltin('url') as { fileURLToPath(url: string): string };
    if (!url.startsWith('file:')) return '/package.json';
    for (let folder = parentOf(fileURLToPath(url)); ; folder = parentOf(folder)) {
      if (folder.endsWith('/node_modules')) return `${folder}/package.json`;
      const candidate = `${folder === '/' ? '' : folder}/package.json`;
      const found = readPackage(candidate, () => nodeError(host, 'ERR_INVALID_PACKAGE_CONFIG', candidate));
      if (found !== undefined) return found;
      if (folder === '/') return candidate;
    }
  }

  return {
    readPackageJSON(path: string, isESM: boolean, base?: string, specifier?: string) {
      return readPackage(path, () =>
        nodeError(host, 'ERR_INVALID_PACKAGE_CONFIG', path, importerText(host, isESM, base, specifier)),
      );
    },
    getNearestParentPackageJSON: nearest,
    getNearestParentPackageJSONType: (path: string) => nearest(path)?.[2] ?? 'none',
    getPackageScopeConfig: scopeOf,
    getPackageType(url: string) {
      const scope = scopeOf(url);
      return typeof scope === 'string' ? undefined : scope[2];
    },
    enableCompileCache: () => [0],
    getCompileCacheDir: () => undefined,
    flushCompileCache: () => {},
    getCompileCacheEntry: () => undefined,
    saveCompileCacheEntry: () => {},
    compileCacheStatus: ['FAILED', 'ENABLED', 'ALREADY_ENABLED', 'DISABLED'],
    cachedCodeTypes: { kStrippedTypeScript: 0, kTransformedTypeScript: 1, kTransformedTypeScriptWithSourceMaps: 2 },
  };
}

function parsePackage(text: string, path: string, invalid: () => Error): PackageTuple {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid();
  }
  if (typeof parsed !== 'object' || parsed === null) throw invalid();
  const { name, main, type, imports, exports } = parsed as Readonly<Record<string, unknown>>;
  return [
    stringOrNothing(name),
    stringOrNothing(main),
    type === 'commonjs' || type === 'module' ? type : 'none',
    mapText(imports),
    mapText(exports),
    path,
  ];
}

function stringOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function mapText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}

function importerText(host: ModuleHost, isESM: boolean, base?: string, specifier?: string): string | undefined {
  if (!isESM || base === undefined || specifier === undefined) return undefined;
  const { fileURLToPath } = host.requireBuiltin('url') as { fileURLToPath(url: string): string };
  return `"${specifier}" from ${fileURLToPath(base)}`;
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}
