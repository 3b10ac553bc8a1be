/** What Node's module loader asks of the file system. */
import { type FsBindingHost, type Path, pathText } from './files-host.ts';
import type { MemoryFiles } from './memory-files.ts';

const FILE = 0;
const DIRECTORY = 1;
const NOTHING = -2;
const JAVASCRIPT = 0;

/** The order is Node's: the library knows them by their place. */
const MAIN_SUFFIXES = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const INDEX_FILES = ['index.js', 'index.json', 'index.node'];

export function createLoaderOperations(host: FsBindingHost, files: MemoryFiles): Record<string, unknown> {
  const isFile = (path: string) => files.find(path)?.kind === 'file';
  return {
    internalModuleStat(path: Path): number {
      const node = files.find(pathText(path));
      if (node === undefined) return NOTHING;
      return node.kind === 'file' ? FILE : DIRECTORY;
    },
    getFormatOfExtensionlessFile: () => JAVASCRIPT,
    /** Which of the files that a package's `main` may mean is there. */
    legacyMainResolve(packagePath: string, main: string | undefined, base: string | undefined): number {
      const mains = main === undefined ? [] : MAIN_SUFFIXES.map((suffix) => `${packagePath}/${main}${suffix}`);
      const found = mains.findIndex(isFile);
      if (found >= 0) return found;
      const index = INDEX_FILES.findIndex((name) => isFile(`${packagePath}/${name}`));
      if (index >= 0) return MAIN_SUFFIXES.length + index;
      const { codes } = host.requireBuiltin('internal/errors') as {
        codes: Readonly<Record<string, new (...args: readonly unknown[]) => Error>>;
      };
      const { fileURLToPath } = host.requireBuiltin('url') as { fileURLToPath(url: string): string };
      const NotFound =
        codes['ERR_MODULE_NOT_FOUND'] ?? (Error as new (message: unknown, ...rest: readonly unknown[]) => Error);
      const importer = base === undefined ? undefined : fileURLToPath(base);
      throw new NotFound(files.resolve(`${packagePath}/${main ?? ''}`), importer);
    },
  };
}
