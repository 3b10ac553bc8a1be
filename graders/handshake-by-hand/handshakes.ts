/** Opening handshakes (RFC 6455 §4), those that must succeed and those that must not. */
import { createHash } from 'node:crypto';
import { Mismatch } from '../../src/rig/check.ts';
import type { RawWebSocketClient, RawWebSocketOptions } from '../../src/rig/raw-websocket.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { comesOrNot } from './frames.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Of RFC 6455 §1.3. */
export const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

const base64 = (length: number) => Buffer.alloc(length, 'duplex').toString('base64');

/** Requests that open a WebSocket, each in a way of its own. */
export const openings: readonly (RawWebSocketOptions & { readonly name: string })[] = [
  { name: 'the sample key of RFC 6455', key: SAMPLE_KEY },
  { name: 'a key of her own' },
  { name: 'another key of her own' },
  { name: 'a key with + and /', key: '+/+/+/+/+/+/+/+/+/+/+w==' },
  { name: '"Upgrade,keep-alive"', headers: { Connection: 'Upgrade,keep-alive' } },
  {
    name: 'names and values in other case, and "keep-alive, Upgrade"',
    headers: {
      connection: undefined,
      CONNECTION: 'keep-alive, upgrade',
      upgrade: 'WebSOCKET',
      'sec-websocket-version': '13',
    },
  },
];

/** The server answers 101, with the right proof and nothing that was not offered. */
export async function opens(rig: Rig, opening: RawWebSocketOptions & { readonly name: string }): Promise<void> {
  const { name, ...options } = opening;
  const client = await rig.tryRawWebSocket('/ws', { ...options, name: `ana with ${name}` });
  const { answer, key, link } = client;
  const header = (of: string) => answer?.headers[of] ?? '';
  const proof = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const found = header('sec-websocket-accept');
  const faults = [
    found === proof ? '' : `Sec-WebSocket-Accept is ${found || 'missing'}${hintAt(found, key)}.`,
    header('upgrade').toLowerCase() === 'websocket' ? '' : `Upgrade is ${header('upgrade') || 'missing'}.`,
    /(^|,)\s*upgrade\s*(,|$)/i.test(header('connection')) ? '' : `Connection is ${header('connection') || 'missing'}.`,
    ...['sec-websocket-extensions', 'sec-websocket-protocol'].map((of) =>
      answer?.headers[of] === undefined ? '' : `It selects ${header(of) || `an empty ${of}`}, which nobody offered.`,
    ),
  ].filter((fault) => fault !== '');
  const is101 = answer?.status === 101;
  if (is101 && faults.length === 0) return link.cut();
  throw new Mismatch({
    expected: `ana opens /ws with ${name}. The answer is 101 with Upgrade: websocket, Connection: Upgrade and Sec-WebSocket-Accept: ${proof}, for her key is ${key}.`,
    received: is101 ? faults.join(' ') : describeAnswer(client),
    why: is101
      ? `A client must fail the connection unless each of the three is right: the proof shows that it is not talking to an HTTP server by accident.${found === proof ? '' : MADE_OF}`
      : 'This request keeps to RFC 6455: names of headers and these two values mean the same in any case, Connection is a list with spaces or without, and any 16 bytes are a key.',
    at: answer?.at ?? link.last(),
  });
}

const MADE_OF =
  ' It is the SHA-1 of two texts, of the key as it stands in the header and of the GUID, in base64 (RFC 6455 §4.2.2).';

/** What a wrong proof looks like. */
function hintAt(found: string, key: string): string {
  const digest = createHash('sha1')
    .update(key + GUID)
    .digest();
  if (/^[0-9a-f]{40}$/i.test(found)) return ', which is hexadecimal';
  if (found === 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=') return ', which belongs to the sample key';
  if (found === digest.toString('base64url')) return ', which is base64 for URLs';
  if (found === Buffer.from(digest.toString('hex')).toString('base64'))
    return ', which is base64 of a hexadecimal text';
  const length = Buffer.from(found, 'base64').length;
  if (found !== '' && length !== 20) return `, which is ${length} bytes and not the 20 of SHA-1`;
  return '';
}

export interface Refused extends RawWebSocketOptions {
  /** What the request is, after "ana sends". */
  readonly what: string;
  /** `/ws` unless told. */
  readonly path?: string;
  /** Whether the answer lists the version that would do. */
  readonly lists13?: true;
  /** Whether the server must end the connection: not where an HTTP request was answered. */
  readonly ends: boolean;
}

const noUpgrade = {
  Connection: undefined,
  Upgrade: undefined,
  'Sec-WebSocket-Key': undefined,
  'Sec-WebSocket-Version': undefined,
};

const keys: readonly (readonly [what: string, key: string | undefined])[] = [
  ['no key', undefined],
  ['an empty key', ''],
  ['a key of 15 bytes', base64(15)],
  ['a key of 17 bytes', base64(17)],
  ['a key of 18 bytes, which is 24 characters', base64(18)],
  ['a key of 19 bytes', base64(19)],
  ['a key that is not base64', '0123456789abcdef'],
  ['a key of 24 characters that is not base64', '********************!!=='],
];

export const refused: readonly Refused[] = [
  ...keys.map(([what, key]) => ({
    what: `an upgrade with ${what}`,
    headers: { 'Sec-WebSocket-Key': key },
    ends: true,
  })),
  ...['7', '12', '14', '130'].map((version) => ({
    what: `an upgrade with version ${version}`,
    headers: { 'Sec-WebSocket-Version': version },
    lists13: true as const,
    ends: true,
  })),
  {
    what: 'an upgrade without a version',
    headers: { 'Sec-WebSocket-Version': undefined },
    lists13: true,
    ends: true,
  },
  { what: 'an upgrade by POST', method: 'POST', ends: true },
  ...['/', '/other', '/wsx', '/WS', '/ws/x', '/api/ws', '//', '/%'].map((path) => ({
    what: `an upgrade to ${path}`,
    path,
    ends: true,
  })),
  { what: 'an upgrade to "h2c"', headers: { Upgrade: 'h2c' }, ends: false },
  { what: 'an upgrade to "websockets"', headers: { Upgrade: 'websockets' }, ends: false },
  { what: 'a plain GET /ws', headers: noUpgrade, ends: false },
  { what: 'a plain POST /ws', method: 'POST', headers: { ...noUpgrade, 'Content-Length': '0' }, ends: false },
  ...['/', '//', '/%'].map((path) => ({ what: `a plain GET ${path}`, path, headers: noUpgrade, ends: false })),
];

/** A complete answer from 400 to 499, and then the end of the connection. */
export async function isRefused(rig: Rig, request: Refused): Promise<void> {
  const { what, path = '/ws', lists13, ends, ...options } = request;
  const client = await rig.tryRawWebSocket(path, { ...options, name: `mallory sends ${what}` });
  if (ends) await comesOrNot(client.untilEnded('the end of the connection'));
  else await rig.settle();
  const { answer, ended, link } = client;
  const is4xx = answer !== undefined && answer.status >= 400 && answer.status < 500;
  const versions = answer?.headers['sec-websocket-version'];
  const lists = !lists13 || (versions ?? '').split(',').some((version) => version.trim() === '13');
  if (is4xx && answer.complete && !client.problem && lists && (!ends || ended)) return link.cut();
  throw new Mismatch({
    expected: `mallory sends ${what}. The answer is a complete 4xx${lists13 ? ' with Sec-WebSocket-Version: 13' : ''}${ends ? ', and within two seconds the server ends the connection' : ''}.`,
    received:
      is4xx && answer.complete && !client.problem && !lists
        ? `Status ${answer.status}, where Sec-WebSocket-Version is ${versions ?? 'missing'}.`
        : describeAnswer(client),
    why: reasonWhy(client, lists),
    at: answer?.at ?? link.last(),
  });
}

function describeAnswer({ answer, ended, problem }: RawWebSocketClient): string {
  const end = ended ? ' The server ended the connection.' : ' The connection is still open.';
  if (!answer) return `No whole answer came.${problem ? ` ${problem}` : ''}${end}`;
  const body = answer.complete ? '' : ', but its body is not complete';
  return `Status ${answer.status}${body}.${problem ? ` ${problem}` : ''}${answer.status === 101 ? '' : end}`;
}

function reasonWhy({ answer }: RawWebSocketClient, lists: boolean): string {
  if (!answer) return 'A request that nobody answers hangs for ever, and its socket stays open with it.';
  if (answer.status === 101)
    return 'Whoever is told 101 talks frames from then on; what is no WebSocket handshake must not get that far.';
  if (answer.status < 400 || answer.status >= 500)
    return 'A 4xx says that the client asked for what is not there, and nothing is but a WebSocket at /ws. By any other status it learns something else.';
  if (!lists) return 'A client of another version learns from this header which one it should have used.';
  return 'A client reads the answer to its end; then both sides are done with the connection.';
}
