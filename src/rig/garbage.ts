/**
 * Inputs that no server must trust, each with a name that fits into a sentence: "ana sends <name>". All of them are what
 * a WebSocket or an HTTP body can carry; broken frames are made by a raw connection.
 */

export interface Garbage {
  /** `the JSON value null` */
  readonly name: string;
  readonly data: string | Uint8Array;
  /** `unparsable`: text that is no JSON. `meaningless`: JSON, and yet no message. `binary`: a binary message. */
  readonly kind: 'unparsable' | 'meaningless' | 'binary';
}

/** Names that every object has: a look-up without care finds a function where there is no handler. */
export const INHERITED_NAMES = ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf'] as const;

const DEEP = 5000;

const json = (name: string, data: string): Garbage => ({ name, data, kind: 'meaningless' });
const text = (name: string, data: string): Garbage => ({ name, data, kind: 'unparsable' });

/** Whatever the protocol, none of these is a message of it. */
export const GARBAGE: readonly Garbage[] = [
  json('the JSON value null', 'null'),
  json('the JSON value true', 'true'),
  json('a number', '7'),
  json('a number too large for JavaScript', '1e999'),
  json('a string', '"x"'),
  json('a string of one lone surrogate', '"\\ud800"'),
  json('an empty array', '[]'),
  json('an array of messages', '[{"type":"say"}]'),
  json('an empty object', '{}'),
  json('an object with numbers for names', '{"0":"type","1":"say"}'),
  json(`arrays nested ${DEEP} deep`, '['.repeat(DEEP) + ']'.repeat(DEEP)),
  json('a message without a type', '{"room":"ops","text":"hello"}'),
  json('null as the type', '{"type":null}'),
  json('a number as the type', '{"type":7}'),
  json('an array as the type', '{"type":["say"]}'),
  json('an object as the type', '{"type":{"toString":"say"}}'),
  json('an empty type', '{"type":""}'),
  json('a type that nobody knows', '{"type":"no-such-type"}'),
  ...INHERITED_NAMES.map((name) => json(`the type "${name}"`, JSON.stringify({ type: name }))),
  text('an empty message', ''),
  text('a space', ' '),
  text('an opening brace', '{'),
  text('a word', 'hello'),
  text('JSON that is cut short', '{"type":"say","text":"hel'),
  text('JSON with single quotes', "{'type':'say'}"),
  text('JSON with a comma too many', '{"type":"say",}'),
  text('two JSON values', '{"type":"say"}{"type":"say"}'),
  text('JSON behind a byte order mark', '\ufeff{"type":"say"}'),
  text('the word undefined', 'undefined'),
  text('NaN', 'NaN'),
  text('a NUL character', '\0'),
  { name: 'an empty binary message', data: new Uint8Array(), kind: 'binary' },
  { name: 'a binary message with JSON in it', data: new TextEncoder().encode('{"type":"say"}'), kind: 'binary' },
  { name: 'a binary message that is no UTF-8', data: Uint8Array.of(0xff, 0xfe, 0x00, 0x80), kind: 'binary' },
];

/** Values of every type that JSON has; a field that takes one of them refuses the others. */
const VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['null', null],
  ['true', true],
  ['a number', 7],
  ['a negative fraction', -0.5],
  ['a number too large to count with', 1e308],
  ['a string', 'x'],
  ['an empty string', ''],
  ['an array', ['x']],
  ['an array of null', [null]],
  ['an object', { x: 1 }],
];

/**
 * A valid message spoiled in each of the fields named: left out, and given values of other types than its own.
 * @param fields those that matter, as paths: `['room', 'payload.channels']`
 */
export function spoiled(valid: object, fields: readonly string[]): readonly Garbage[] {
  return fields.flatMap((field) => {
    const path = field.split('.');
    const own = at(valid, path);
    const others = VALUES.filter(([, value]) => kindOf(value) !== kindOf(own));
    return [
      json(`a message without "${field}"`, JSON.stringify(changed(valid, path, undefined))),
      ...others.map(([name, value]) => json(`${name} as "${field}"`, JSON.stringify(changed(valid, path, value)))),
    ];
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  return typeof value === 'object' && value !== null ? at(Reflect.get(value, key), rest) : undefined;
}

/** A copy with one field set, or left out when `to` is undefined. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, name === key ? changed(part, rest, to) : part]);
  return Object.fromEntries(entries);
}
