/** Messages that are wrong, each in one way, and the codes that may answer them. */
import { GARBAGE, INHERITED_NAMES } from '../../src/rig/garbage.ts';
import { envelope, IDS, type Id } from './people.ts';

export type Code = 'BAD_JSON' | 'BAD_ENVELOPE' | 'UNKNOWN_TYPE' | 'BAD_PAYLOAD' | 'FORBIDDEN_TYPE';

export interface Wrong {
  /** Completes "ana sends …": `the JSON value null` */
  readonly name: string;
  readonly data: object | string;
  readonly codes: readonly Code[];
  /** The id that comes back; undefined where the message has none. */
  readonly id?: Id;
}

/** The id that a message has, so that its ERROR must carry it too. */
const ID = 'g-1';

const ENVELOPE: readonly Code[] = ['BAD_ENVELOPE'];
const PAYLOAD: readonly Code[] = ['BAD_PAYLOAD'];
const ENVELOPE_OR_PAYLOAD: readonly Code[] = ['BAD_ENVELOPE', 'BAD_PAYLOAD'];
const UNKNOWN: readonly Code[] = ['UNKNOWN_TYPE'];
const UNKNOWN_OR_ENVELOPE: readonly Code[] = ['UNKNOWN_TYPE', 'BAD_ENVELOPE'];
const UNKNOWN_OR_FORBIDDEN: readonly Code[] = ['UNKNOWN_TYPE', 'FORBIDDEN_TYPE'];

const hello = { message: 'hello' };
const many = (count: number) => Array.from({ length: count }, (_, n) => `channel-${n}`);

/** In place of a right BROADCAST's own. */
const spoilt = (name: string, fields: object, codes: readonly Code[]): Wrong => ({
  name,
  data: { v: 1, id: ID, type: 'BROADCAST', payload: hello, ...fields },
  codes,
  id: ID,
});
const payload = (name: string, type: string, wrong: unknown, codes = PAYLOAD): Wrong => ({
  name,
  data: { v: 1, id: ID, type, payload: wrong },
  codes,
  id: ID,
});

/** Of the corpus that any protocol must refuse. A byte order mark is left out: a JSON parser may accept it (RFC 8259 §8.1). */
const anywhere: readonly Wrong[] = GARBAGE.filter(
  ({ kind, data }) => kind !== 'binary' && !String(data).startsWith('\ufeff'),
).map(({ name, data, kind }) => ({
  name,
  data: String(data),
  codes: kind === 'unparsable' ? ['BAD_JSON'] : ENVELOPE,
}));

const envelopes: readonly Wrong[] = [
  spoilt('an envelope without "v"', { v: undefined }, ENVELOPE),
  spoilt('2 as "v"', { v: 2 }, ENVELOPE),
  spoilt('"1" as "v"', { v: '1' }, ENVELOPE),
  spoilt('true as "v"', { v: true }, ENVELOPE),
  spoilt('1.5 as "v"', { v: 1.5 }, ENVELOPE),
  { name: 'an envelope without "id"', data: { v: 1, type: 'BROADCAST', payload: hello }, codes: ENVELOPE },
  ...[null, true, {}, ['x']].map(
    (id): Wrong => ({
      name: `${JSON.stringify(id)} as "id"`,
      data: { v: 1, id, type: 'BROADCAST', payload: hello },
      codes: ENVELOPE,
    }),
  ),
  {
    name: 'an envelope whose fields stand in "__proto__"',
    data: `{"__proto__":{"v":1,"id":"${ID}","type":"BROADCAST","payload":{"message":"hello"}}}`,
    codes: ENVELOPE,
  },
  spoilt('an envelope without "type"', { type: undefined }, UNKNOWN_OR_ENVELOPE),
  ...[null, 7, ['BROADCAST'], { name: 'BROADCAST' }].map((type) =>
    spoilt(`${JSON.stringify(type)} as "type"`, { type }, UNKNOWN_OR_ENVELOPE),
  ),
  ...INHERITED_NAMES.map((type) => spoilt(`the type "${type}"`, { type }, UNKNOWN_OR_ENVELOPE)),
  spoilt('the type "GOSSIP"', { type: 'GOSSIP' }, UNKNOWN),
  spoilt('the type "broadcast"', { type: 'broadcast' }, UNKNOWN),
  spoilt('the type "BROADCAST "', { type: 'BROADCAST ' }, UNKNOWN),
  spoilt('the type "rule_result"', { type: 'rule_result' }, UNKNOWN),
  spoilt('the type "RULE"', { type: 'RULE' }, UNKNOWN),
  spoilt('the type "ALERTS"', { type: 'ALERTS' }, UNKNOWN),
  spoilt('the type " ALERT"', { type: ' ALERT' }, UNKNOWN),
  {
    name: 'the type "RULE_RESULT", its R written as \\u0052',
    data: `{"v":1,"id":"${ID}","type":"\\u0052ULE_RESULT","payload":{"passed":true}}`,
    codes: ['FORBIDDEN_TYPE'],
    id: ID,
  },
  spoilt('the type "ACK"', { type: 'ACK' }, UNKNOWN_OR_FORBIDDEN),
  spoilt('an envelope without "payload"', { payload: undefined }, ENVELOPE_OR_PAYLOAD),
  ...[null, 'hello', 7, [hello]].map((wrong) =>
    spoilt(`${JSON.stringify(wrong)} as "payload"`, { payload: wrong }, ENVELOPE_OR_PAYLOAD),
  ),
];

const channelLists: readonly Wrong[] = ['SUBSCRIBE', 'UNSUBSCRIBE'].flatMap((type) => [
  payload(`${type} without "channels"`, type, {}),
  payload(`${type} with channels: "rules"`, type, { channels: 'rules' }),
  payload(`${type} with channels: null`, type, { channels: null }),
  payload(`${type} with no channels at all`, type, { channels: [] }),
  payload(`${type} with 51 channels`, type, { channels: many(51) }),
  payload(`${type} with one channel 51 times`, type, { channels: Array.from({ length: 51 }, () => 'rules') }),
  payload(`${type} with a number for a channel`, type, { channels: ['rules', 7, 'rules'] }),
  payload(`${type} with three numbers for channels`, type, { channels: [7, 8, 9] }),
  payload(`${type} with null for a channel`, type, { channels: [null] }),
  payload(`${type} with a list for a channel`, type, { channels: [['rules']] }),
  payload(`${type} with an object that looks like a list`, type, { channels: { 0: 'rules', length: 1 } }),
]);

const texts: readonly Wrong[] = ['BROADCAST', 'DIRECT'].flatMap((type) => {
  const to = type === 'DIRECT' ? { to: 'wes' } : {};
  return [
    payload(`${type} without "message"`, type, to),
    payload(`${type} with message: null`, type, { ...to, message: null }),
    payload(`${type} with message: 7`, type, { ...to, message: 7 }),
    payload(`${type} with a list for its message`, type, { ...to, message: ['hello'] }),
    payload(`${type} with an object for its message`, type, { ...to, message: { length: 5 } }),
    {
      name: `${type} whose message stands in "__proto__"`,
      data: `{"v":1,"id":"${ID}","type":"${type}","payload":{"to":"wes","__proto__":{"message":"hello"}}}`,
      codes: PAYLOAD,
      id: ID,
    },
    payload(`${type} with a message of 2001 characters`, type, { ...to, message: 'x'.repeat(2001) }),
  ];
});

const recipients: readonly Wrong[] = [undefined, null, 7, ['wes'], {}].map((to) =>
  payload(to === undefined ? 'DIRECT without "to"' : `DIRECT with to: ${JSON.stringify(to)}`, 'DIRECT', {
    to,
    message: 'hello',
  }),
);

/** An ERROR has the very id that came. */
const ids: readonly Wrong[] = IDS.map((id) => ({
  name: `SUBSCRIBE with no channels at all and the id ${JSON.stringify(id)}`,
  data: envelope(id, 'SUBSCRIBE', { channels: [] }),
  codes: PAYLOAD,
  id,
}));

const nothingRight = payload('DIRECT with to: 7 and message: 7', 'DIRECT', { to: 7, message: 7 });

export const wrongMessages: readonly Wrong[] = [
  ...anywhere,
  ...envelopes,
  ...channelLists,
  ...texts,
  ...recipients,
  ...ids,
  nothingRight,
];

/** Their first channels are fine, others are none, or too many. */
export const halfRight = {
  subscribe: payload('SUBSCRIBE with channels: ["half",7]', 'SUBSCRIBE', { channels: ['half', 7] }),
  subscribeMany: payload('SUBSCRIBE with 51 channels', 'SUBSCRIBE', { channels: many(51) }),
  unsubscribe: payload('UNSUBSCRIBE with channels: ["all",7]', 'UNSUBSCRIBE', { channels: ['all', 7] }),
};

/** Five different failures, for whom the fifth closes. */
export const fiveKinds: readonly [Wrong, Wrong, Wrong, Wrong, Wrong] = [
  { name: 'text that is no JSON', data: '{', codes: ['BAD_JSON'] },
  spoilt('2 as "v"', { v: 2 }, ENVELOPE),
  spoilt('the type "GOSSIP"', { type: 'GOSSIP' }, UNKNOWN),
  payload('SUBSCRIBE with no channels at all', 'SUBSCRIBE', { channels: [] }),
  payload('RULE_RESULT', 'RULE_RESULT', { passed: true }, ['FORBIDDEN_TYPE']),
];

/** What a reason in a Close frame, of 123 bytes at most, has no room for. */
export const longNoise: Wrong = {
  name: 'a text of 200 characters that is no JSON',
  data: '{'.padEnd(200, 'é'),
  codes: ['BAD_JSON'],
};
export const longType = spoilt(
  'a type of 200 characters that nobody knows, with an id of 100',
  { id: 'm'.padEnd(100, '-'), type: 'GOSSIP'.padEnd(200, '!') },
  UNKNOWN,
);

/** As many characters as a text may have; they are more bytes. */
export const LONG_TEXT = 'é'.repeat(2000);
export const LONG_NOTE = 'è'.repeat(2000);

/** What is at the edge, and right. */
export const rightMessages: readonly { readonly name: string; readonly message: (id: Id) => object }[] = [
  { name: 'a SUBSCRIBE with 50 channels', message: (id) => envelope(id, 'SUBSCRIBE', { channels: many(50) }) },
  {
    name: 'a SUBSCRIBE with 50 more channels',
    message: (id) => envelope(id, 'SUBSCRIBE', { channels: many(50).map((name) => `another ${name}`) }),
  },
  {
    name: 'a SUBSCRIBE with one channel 50 times',
    message: (id) => envelope(id, 'SUBSCRIBE', { channels: Array.from({ length: 50 }, () => 'channel-49') }),
  },
  {
    name: 'a SUBSCRIBE with a field in its payload that nobody asked for',
    message: (id) => envelope(id, 'SUBSCRIBE', { channels: ['channel-0'], priority: 'high' }),
  },
  {
    name: 'a SUBSCRIBE to the channel "RULE_RESULT", with fields in its envelope and its payload that are meant elsewhere',
    message: (id) => {
      const elsewhere = { v: 2, id: 'x', type: 'ALERT', to: 7, message: 7 };
      const payload = { ...elsewhere, channels: ['RULE_RESULT'] };
      return envelope(id, 'SUBSCRIBE', payload, { channels: 7, hasOwnProperty: 1 });
    },
  },
  {
    name: 'a BROADCAST of 2000 characters',
    message: (id) => envelope(id, 'BROADCAST', { message: LONG_TEXT }),
  },
  {
    name: 'a DIRECT of 2000 characters to himself',
    message: (id) => envelope(id, 'DIRECT', { to: 'bo', message: LONG_NOTE }),
  },
];
