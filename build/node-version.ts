/** The one Node whose library the embedded runtime is made of. Also in package.json and .node-version. */
export const NODE_VERSION = 'v26.10.0';

/** @throws Error that says how to mend it, when this is not that Node. */
export function requirePinnedNode(): void {
  if (process.version === NODE_VERSION) return;
  throw new Error(
    `Duplex is built from Node ${NODE_VERSION}, but this is ${process.version}. ` +
      'Start it through npm (`npm start`, `npm test`, `npm run duplex`), which uses the Node in node_modules; ' +
      'if that fails, delete node_modules and run `npm ci`.',
  );
}
