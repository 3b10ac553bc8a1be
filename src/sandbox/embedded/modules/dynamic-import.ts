/** `import()` as a function that programs' files are given in place of the operator, which would ask the browser. */
import { IMPORT_PHASE, type ImportDynamically } from './host.ts';

export interface DynamicImports {
  /** Set once, by Node's loader. */
  callback: ImportDynamically | undefined;
}

/** @param referrerName a path for CommonJS, a URL for an ES module */
export function importFunction(
  imports: DynamicImports,
  referrer: symbol,
  referrerName: string,
): (specifier: unknown, options?: unknown) => Promise<unknown> {
  // An async function: what goes wrong with the arguments rejects, as the language demands.
  return async (specifier, options) => {
    const name = `${specifier as string}`;
    const attributes = attributesOf(options);
    if (imports.callback === undefined) throw new TypeError(`Cannot import '${name}' here`);
    return imports.callback(referrer, name, IMPORT_PHASE.evaluation, attributes, referrerName);
  };
}

function attributesOf(options: unknown): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null);
  if (options === undefined) return attributes;
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('The second argument of import() must be an object');
  }
  const given = (options as { with?: unknown }).with;
  if (given === undefined) return attributes;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError("The 'with' option of import() must be an object");
  }
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw new TypeError('Import attribute value must be a string');
    attributes[key] = value;
  }
  return attributes;
}
