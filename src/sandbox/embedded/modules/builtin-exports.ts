/**
 * Named exports of Node's own modules. Node reads them all at the first `import`; of `http` three are getters that load
 * all of undici, which is a quarter of the library. Here a getter is read when the program reads the name.
 */
interface BuiltinModule {
  readonly exports: object;
  readonly exportKeys: readonly string[];
  readonly module?: {
    setExport(name: string, value: unknown): void;
    setLazyExport(name: string, read: () => unknown): void;
  };
}

/** @param require of Node's internal modules */
export function exportGettersLazily(require: (id: string) => unknown): void {
  const realm = require('internal/bootstrap/realm') as { BuiltinModule: { prototype: object } };
  Object.defineProperty(realm.BuiltinModule.prototype, 'syncExports', { value: syncExports, configurable: true });
}

function syncExports(this: BuiltinModule): void {
  const { module, exports, exportKeys } = this;
  if (!module) return;
  for (const name of exportKeys) {
    if (name === 'default') continue;
    const property = Object.getOwnPropertyDescriptor(exports, name);
    if (property?.get) module.setLazyExport(name, () => Reflect.get(exports, name));
    else module.setExport(name, property?.value);
  }
}
