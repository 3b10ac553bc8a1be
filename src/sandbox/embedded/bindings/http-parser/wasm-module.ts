/**
 * undici's build of llhttp calls eight hooks; Node uses four more (chunk headers, chunk ends, chunk extensions). A hook
 * is an index into the module's function table, so the table is made larger and functions of ours are put there.
 */

const TABLE_SECTION = 4;
const FUNCTION_REFERENCE = 0x70;
const HAS_MAXIMUM = 1;

/** Where a section's contents begin, after its id and size. */
function sectionStart(bytes: Uint8Array, id: number): number | undefined {
  let at = 8;
  while (at < bytes.length) {
    const found = bytes[at++];
    let size = 0;
    let byte: number;
    let shift = 0;
    do {
      byte = bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    if (found === id) return at;
    at += size;
  }
  return undefined;
}

/** A copy of the module whose one function table may grow by `slots`. */
export function withRoomInTable(bytes: Uint8Array, slots: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  const start = sectionStart(copy, TABLE_SECTION);
  const shape = start === undefined ? undefined : [copy[start], copy[start + 1], copy[start + 2]];
  const maximum = start === undefined ? 0 : (copy[start + 4] as number);
  // Limits are LEB128: below 0x80 one byte each, so the maximum can be raised in place.
  const isOneByte = start !== undefined && (copy[start + 3] as number) < 0x80 && maximum + slots < 0x80;
  if (start === undefined || !isOneByte || `${shape}` !== `${[1, FUNCTION_REFERENCE, HAS_MAXIMUM]}`) {
    throw new Error(
      'The function table of llhttp.wasm is not as expected: look at undici/lib/llhttp and wasm-module.ts',
    );
  }
  copy[start + 4] = maximum + slots;
  return copy;
}

export type NotifyHook = (parser: number) => number;
export type SpanHook = (parser: number, at: number, length: number) => number;
export type Hook = { readonly notify: NotifyHook } | { readonly span: SpanHook };

const I32 = 0x7f;
const FUNCTION_TYPE = 0x60;
const FUNCTION_KIND = 0;
const NOTIFY_TYPE = 0;
const SPAN_TYPE = 1;

/**
 * A table takes functions of WebAssembly only. This assembles a module that imports each hook and exports it again,
 * which makes it one.
 */
export function asWasmFunctions(hooks: readonly Hook[]): unknown[] {
  const names = hooks.map((_, index) => String.fromCharCode(0x61 + index));
  const named = (name: string) => [1, name.charCodeAt(0)];
  const section = (id: number, items: readonly number[][]) => {
    const contents = [items.length, ...items.flat()];
    if (contents.length > 0x7f) throw new RangeError(`Too many hooks: ${hooks.length}`);
    return [id, contents.length, ...contents];
  };
  const module = new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [
        [FUNCTION_TYPE, 1, I32, 1, I32],
        [FUNCTION_TYPE, 3, I32, I32, I32, 1, I32],
      ]),
      ...section(
        2,
        hooks.map((hook, index) => [
          ...named('h'),
          ...named(names[index] as string),
          FUNCTION_KIND,
          'span' in hook ? SPAN_TYPE : NOTIFY_TYPE,
        ]),
      ),
      ...section(
        7,
        names.map((name, index) => [...named(name), FUNCTION_KIND, index]),
      ),
    ),
  );
  const imports = Object.fromEntries(
    hooks.map((hook, index) => [names[index], 'span' in hook ? hook.span : hook.notify]),
  );
  const { exports } = new WebAssembly.Instance(module, { h: imports });
  return names.map((name) => exports[name]);
}
