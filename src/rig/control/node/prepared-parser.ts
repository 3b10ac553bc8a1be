/** Gives Node's loaders texts that the rig has stripped of their types, so that they need not load their parser. */

import type { StrippedTypes } from '../stripped-types.ts';
import { typescript } from './internals.ts';

/** Must run before the program. Any other text goes the usual way. */
export function useStripped(stripped: StrippedTypes): void {
  const known = new Map(Object.entries(stripped));
  const { stripTypeScriptModuleTypes: strip } = typescript;
  typescript.stripTypeScriptModuleTypes = (source, filename, sourceUrl) => {
    const code = filename.includes('/node_modules/') ? undefined : known.get(source);
    // As Node does, so that stack traces name the file.
    return code === undefined
      ? strip(source, filename, sourceUrl)
      : `${code}\n\n//# sourceURL=${sourceUrl ?? filename}`;
  };
}
