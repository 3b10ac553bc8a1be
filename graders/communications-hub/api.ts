/** The hub's HTTP side. */
import { Mismatch } from '../../src/rig/check.ts';
import { describeResponse, fieldOf } from '../../src/rig/matchers.ts';
import { jsonRequest } from '../../src/rig/request-text.ts';
import type { HttpResponse, Rig } from '../../src/rig/rig.ts';
import { JSON_BODY } from './inputs.ts';
import { namesIn } from './people.ts';

export interface Stats {
  readonly connections: number;
  /** Those with nobody may be left out. Not looked at when undefined, and so are `rooms`. */
  readonly departments?: Readonly<Record<string, number>>;
  readonly rooms?: Readonly<Record<string, number>>;
}

const ENCODED =
  'The name of a room is one segment of the path, percent-encoded: it is looked for in the path as it came, and decoded once.';

/** `GET /api/rooms/:room` names exactly these people; with none of them it answers 404. */
export async function roomHolds(rig: Rig, room: string, names: readonly string[]): Promise<void> {
  const path = `/api/rooms/${encodeURIComponent(room)}`;
  const response = await rig.http('GET', path);
  const expected =
    names.length === 0
      ? `GET ${path} answers 404, for nobody is in the room ${room}.`
      : `GET ${path} answers 200 with the members of ${room}, in any order: ${JSON.stringify({ members: names })}.`;
  const why =
    names.length === 0
      ? 'A room that nobody is in must be deleted, or every room there ever was stays in memory, with ghosts in it.'
      : 'This list is who is present: people, each once, and only those who have a connection in the room.';
  const texts = { expected, received: describeResponse(response), at: response.at };
  if (response.status !== (names.length === 0 ? 404 : 200)) {
    const isMisread = names.length > 0 && !path.endsWith(`/${room}`);
    throw new Mismatch({ ...texts, why: isMisread ? ENCODED : why });
  }
  if (names.length === 0) return;
  const members = namesIn(response.json, texts);
  const isSame = members.length === names.length && names.every((name) => members.includes(name));
  if (!isSame) throw new Mismatch({ ...texts, why });
}

/** The answer to this GET is declared to be JSON. */
export async function saysJson(rig: Rig, path: string): Promise<void> {
  isJson(await rig.http('GET', path), `GET ${path}`);
}

const COUNTED = 'Operations can rely on these numbers only if they are counted from the connections that are open now.';

/** `GET /api/stats` shows these numbers, at the latest one settling later. */
export async function statsShow(rig: Rig, stats: Stats, why = COUNTED): Promise<void> {
  let response = await rig.http('GET', '/api/stats');
  if (!showsStats(response, stats)) {
    await rig.settle();
    response = await rig.http('GET', '/api/stats');
  }
  if (response.status === 200) isJson(response, 'GET /api/stats');
  if (response.status === 200 && showsStats(response, stats)) return;
  throw new Mismatch({
    expected: `GET /api/stats answers 200 with ${JSON.stringify(stats)}. A department or room with nobody may be 0 or absent.`,
    received: describeResponse(response),
    why,
    at: response.at,
  });
}

function showsStats({ json }: HttpResponse, stats: Stats): boolean {
  const counts = (field: 'departments' | 'rooms') => {
    const shown = fieldOf(json, field);
    const wanted = stats[field];
    if (!wanted) return true;
    if (typeof shown !== 'object' || shown === null) return false;
    const names = new Set([...Object.keys(shown), ...Object.keys(wanted)]);
    return [...names].every((name) => (fieldOf(shown, name) ?? 0) === (fieldOf(wanted, name) ?? 0));
  };
  return fieldOf(json, 'connections') === stats.connections && counts('departments') && counts('rooms');
}

/** Announces and expects 202 with the number of open connections. */
export async function announce(rig: Rig, text: string, recipients: number, why: string): Promise<void> {
  const response = await postBroadcast(rig, { text });
  if (response.status === 202) isJson(response, 'POST /api/broadcast');
  if (response.status === 202 && fieldOf(response.json, 'recipients') === recipients) return;
  throw new Mismatch({
    expected: `POST /api/broadcast answers 202 with {"recipients":${recipients}}, the number of open connections.`,
    received: describeResponse(response),
    why,
    at: response.at,
  });
}

/**
 * Announces each of these texts in a body that comes in two segments, cut inside its first character that is not ASCII; the
 * bodies cross.
 */
export async function announceInTwo(rig: Rig, texts: readonly string[]): Promise<void> {
  const bodies = [];
  for (const text of texts) {
    const connection = await rig.raw({ name: 'POST /api/broadcast in two segments' });
    const { bytes } = jsonRequest('POST', '/api/broadcast', { text });
    const cut = bytes.findIndex((byte) => byte >= 0x80) + 1;
    connection.write(bytes.subarray(0, cut));
    bodies.push({ connection, rest: bytes.subarray(cut) });
  }
  await rig.settle();
  for (const { connection, rest } of bodies) connection.write(rest);
  await rig.settle();
}

/** Who announces is gone when half of the body has come, by a reset and by the end of the stream. */
export async function announceHalf(rig: Rig, text: string): Promise<void> {
  for (const how of ['cut', 'fin'] as const) {
    const connection = await rig.raw({ name: `POST /api/broadcast, broken off (${how === 'cut' ? 'reset' : 'FIN'})` });
    connection.write(jsonRequest('POST', '/api/broadcast', { text }).bytes.subarray(0, -5));
    await rig.settle();
    await connection.link[how]();
    await rig.settle();
  }
}

export async function announcementRefused(rig: Rig, body: string): Promise<void> {
  const response = await postBroadcast(rig, body);
  if (response.status === 400) return;
  throw new Mismatch({
    expected: `POST /api/broadcast answers 400 to the body ${body || '(empty)'}: it is not a JSON object with a string "text".`,
    received: describeResponse(response),
    why: 'Whoever posts a mistake must be told so: 202 would say that it was announced, 500 that the hub is broken.',
    at: response.at,
  });
}

function postBroadcast(rig: Rig, body: unknown): Promise<HttpResponse> {
  return rig.http('POST', '/api/broadcast', { headers: JSON_BODY, body });
}

function isJson(response: HttpResponse, what: string): void {
  const type = String(response.headers['content-type'] ?? '');
  const saysJson = /^application\/json\s*(;|$)/i.test(type);
  if (saysJson && response.json !== undefined) return;
  throw new Mismatch({
    expected: `${what} answers with JSON, and says so: Content-Type: application/json.`,
    received: saysJson ? describeResponse(response) : `Content-Type: ${type || '(none)'}.`,
    why: 'Monitoring tools choose how to read an answer by its Content-Type.',
    at: response.at,
  });
}
