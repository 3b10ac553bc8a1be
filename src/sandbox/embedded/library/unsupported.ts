/** Modules of Node's that a sandbox has nothing beneath: loading them does no harm, using them says so. */
import facts, { type ModuleShape } from 'duplex:node-facts';
import { unsupportedClass, unsupportedFunction } from './unsupported-error.ts';

export { SandboxUnsupportedError, unsupportedClass, unsupportedFunction } from './unsupported-error.ts';

/** A module of the shape of `id`: the same names, and plain values as they are in Node. */
export function unsupportedModule(id: string): Record<string, unknown> {
  const shape: ModuleShape = facts.shapes[id] ?? {};
  const module: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(shape)) {
    const name = `${id}.${key}`;
    if (kind === 'function') module[key] = unsupportedFunction(name);
    else if (kind === 'class') module[key] = unsupportedClass(name);
    else module[key] = kind === 'object' ? {} : kind.value;
  }
  return module;
}
