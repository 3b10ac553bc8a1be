/** What the checks of the hub send: names that are easily mixed up, and input that a server must refuse. */

export const JSON_BODY = { 'content-type': 'application/json' } as const;

/** Fields that claim to be somebody else, or meant for somebody else. The brief lets any message carry them, and gives them no meaning. */
export const FORGED = {
  ...{ from: 'mallory', name: 'mallory', user: 'mallory', department: 'hr', seq: 'first' },
  ...{ to: 'mallory', room: 'mallory' },
} as const;

/** Needs percent-encoding in a path, of every kind. */
export const NIGHT_SHIFT = 'night shift/über 100%? #1';

/** Everything that a server might be tempted to trim, escape, normalize or clean, and that breaks JSON glued by hand. */
export const AWKWARD_TEXT =
  ' if (5 < 6 && x > "y") {\n\tprint(\'C:\\\\temp\')\n}  caf\u00e9, cafe\u0301 \u{1F4E3} $& $1\r\n\0\ud800 ';

/** Texts that a server might take for something else than a text. */
export const ODD_TEXTS = [AWKWARD_TEXT, '42', ' \n', '{"type":"leave","room":"eng"}', '/leave', '@bo psst'] as const;

/** Long enough for a server to put it off, or to cut it short. */
export const LONG = 10_000;

/** The name of a person. It is another name when decoded a second time, normalized or trimmed. */
export const AWKWARD_NAME = 'Zoe\u0308 %41 ';

/**
 * Rooms and who joins them, in this order. `__proto__` is an ordinary name, except in a plain object, and so is
 * `newListener`, except in an EventEmitter; the two cafés differ in their exact text only.
 */
export const lookalikeRooms: ReadonlyMap<string, readonly string[]> = new Map([
  ['eng', ['ana', 'bo', 'cleo', 'gus']],
  ['eng-2', ['dan', 'eve', 'finn', 'gus']],
  ['newListener', ['kim']],
  ['__proto__', ['hal', 'ida', 'jo']],
  ['Eng', ['kim']],
  ['eng ', ['kim']],
  ['*', ['kim']],
  ['caf\u00e9', ['kim']],
  ['cafe\u0301', ['ida']],
]);

/** Rooms and names that a key like `room:name` or `room-name` makes one: `ops` and `eng:mia`, `ops:eng` and `mia`. */
export const JOINED_ROOMS = ['ops', 'ops:eng', 'ops-eng'] as const;
export const JOINED_NAMES = { colon: 'eng:mia', hyphen: 'eng-mia' } as const;

/** `undefined` stands for no department at all. A long s (U+017F) is an s only in capitals, or normalized. */
export const unknownDepartments = [
  ...['legal', 'Sales', 'eng', 'hr2', '', 'constructor', 'sales\n', '\u017fales'],
  undefined,
] as const;

/** Nobody has these names, though `ana`, `sam` and the awkward one are there, and every plain object has a `constructor`. */
export const unknownPeople = [
  ...['nobody', 'nobody', 'an', 'Sam', 'constructor', '__proto__'],
  ...[AWKWARD_NAME.normalize('NFC'), AWKWARD_NAME.trim()],
] as const;

export type ErrorCode = 'NOT_IN_ROOM' | 'NO_SUCH_USER' | 'BAD_MESSAGE';

/** A message that cannot be carried out, and the codes that the brief allows in reply. */
export interface BadMessage {
  readonly message: unknown;
  readonly codes: readonly ErrorCode[];
  /** Goes on after "sends …: ". */
  readonly because: string;
}

/** The sender is in the room `ops`, and `ana` is connected. */
export const badMessages: readonly BadMessage[] = [
  ...['{', '', 'hello'].map((message) => bad(message, 'it is not JSON')),
  ...['null', '[]', '42', '"join"', 'true'].map((message) => bad(message, 'it is JSON, but no object')),
  bad({}, 'it has no type'),
  ...['shout', 'constructor', '__proto__', 'toString', '', 7, null].map((type) =>
    bad({ type, room: 'ops', text: 'hi' }, 'no such type exists'),
  ),
  bad({ type: 'join' }, 'the room is missing'),
  bad({ type: 'join', room: 7 }, 'the room is not a string'),
  bad({ type: 'join', room: null }, 'the room is not a string'),
  bad({ type: 'join', room: ['ops'] }, 'the room is not a string'),
  ...[{ type: 'say', room: 'ops' }, { type: 'dept' }, { type: 'dm', to: 'ana' }].flatMap((message) => [
    bad(message, 'the text is missing'),
    ...[7, true, null, ['hi'], { toString: 'hi' }].map((text) => bad({ ...message, text }, 'the text is not a string')),
  ]),
  bad({ type: 'say', text: 'hi' }, 'the room is missing', 'NOT_IN_ROOM'),
  bad({ type: 'say', room: ['ops'], text: 'hi' }, 'the room is not a string', 'NOT_IN_ROOM'),
  bad({ type: 'leave' }, 'the room is missing', 'NOT_IN_ROOM'),
  bad({ type: 'dm', text: 'hi' }, 'the name is missing', 'NO_SUCH_USER'),
  bad({ type: 'dm', to: ['ana'], text: 'hi' }, 'the name is not a string', 'NO_SUCH_USER'),
  bad(Uint8Array.of(0xff, 0x00, 0xfe), 'it is a binary frame'),
];

function bad(message: unknown, because: string, ...alsoAllowed: readonly ErrorCode[]): BadMessage {
  return { message, codes: ['BAD_MESSAGE', ...alsoAllowed], because };
}

/** Bodies of `POST /api/broadcast` that are no JSON object with a string `text`. */
export const brokenBodies = [
  '{',
  '',
  'null',
  '[]',
  '{}',
  '{"text":7}',
  '{"text":null}',
  '{"text":true}',
  '{"text":["hi"]}',
  '{"message":"hi"}',
  '"text"',
] as const;
