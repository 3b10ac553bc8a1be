/** Captured: Node's library later puts its own `atob` and `btoa`, which call these, on the global object. */
const platformAtob = globalThis.atob.bind(globalThis);
const platformBtoa = globalThis.btoa.bind(globalThis);

const SINGLE_CHARACTER_REMAINS = -1;
const INVALID_CHARACTER = -2;
const INVALID_INPUT = -1;

/** Forgiving base64 (WHATWG Infra); instead of throwing it returns the code that tells Node's library which message to use. */
export function atob(text: string): string | number {
  try {
    return platformAtob(text);
  } catch {
    const significant = text.replace(/[\t\n\f\r ]/g, '');
    const body = /^([A-Za-z0-9+/]*)={0,2}$/.exec(significant)?.[1];
    return body !== undefined && body.length % 4 === 1 ? SINGLE_CHARACTER_REMAINS : INVALID_CHARACTER;
  }
}

/** -1 for a character beyond U+00FF. */
export function btoa(text: string): string | number {
  try {
    return platformBtoa(text);
  } catch {
    return INVALID_INPUT;
  }
}
