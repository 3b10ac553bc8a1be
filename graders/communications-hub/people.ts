/** The clients of the hub as its checks speak of them: people who enter, join rooms and talk. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { because, fieldOf } from '../../src/rig/matchers.ts';
import { handshakeHead } from '../../src/rig/request-text.ts';
import type { ReceivedMessage, Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { AWKWARD_NAME } from './inputs.ts';

export type Department = 'sales' | 'engineering' | 'hr';

/** One connection of one person. */
export interface Tab {
  /** The person; two tabs of one person share it. `client.name` tells the tabs apart. */
  readonly name: string;
  readonly department: Department;
  readonly client: WebSocketClient;
  /** The rooms this tab has joined and not left. */
  readonly rooms: Set<string>;
}

/** The reply to somebody who joined. */
export interface Arrival {
  readonly tab: Tab;
  readonly room: string;
  /** The names that `joined` listed, all different. */
  readonly members: readonly string[];
  /** Who was in the room already, as far as the check knows. */
  readonly before: readonly string[];
  readonly message: ReceivedMessage;
}

/** What somebody said in a room. No text comes twice in a check, so each can be found in every inbox. */
export interface Saying {
  readonly by: Tab;
  readonly room: string;
  readonly text: string;
}

/** The brief lets a `leave` be 5 s late; a second more for the rest, ms. */
export const GRACE = 6_000;

/** `department` undefined leaves it out. */
export function pathOf(name: string, department: string | undefined): string {
  const query = `name=${encodeURIComponent(name)}`;
  return department === undefined ? `/hub?${query}` : `/hub?${query}&department=${encodeURIComponent(department)}`;
}

/** @param as tells two tabs of one person apart: `ana (tab 2)`. */
export async function enter(rig: Rig, name: string, department: Department, as = name): Promise<Tab> {
  const client = await rig.open(pathOf(name, department), { name: as });
  return { name, department, client, rooms: new Set() };
}

export async function enterAll(
  rig: Rig,
  names: Readonly<Record<Department, readonly string[]>>,
): Promise<ReadonlyMap<string, Tab>> {
  const people = new Map<string, Tab>();
  for (const department of ['sales', 'engineering', 'hr'] as const) {
    for (const name of names[department]) people.set(name, await enter(rig, name, department));
  }
  return people;
}

/** In quotes, with the combining characters escaped that make two names look alike. */
export function exactly(text: string): string {
  return JSON.stringify(text).replace(/\p{M}/gu, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Why a message to somebody of this name fails, in words. */
export function nobodyIs(name: string): string {
  const isAlike = name !== AWKWARD_NAME && name.normalize() === AWKWARD_NAME.normalize();
  return isAlike ? `it looks like ${exactly(AWKWARD_NAME)}, and is another name` : 'nobody is called exactly that';
}

const JOINED =
  'A client knows by this answer that it is in, and in which room: the name it asked for, to the character. Other spellings are other rooms.';

/** Joins and waits for `joined`. @throws Mismatch when `members` are no list of different names. */
export async function join(tab: Tab, room: string, forged: object = {}): Promise<Arrival> {
  tab.client.send({ ...forged, type: 'join', room });
  tab.rooms.add(room);
  const isPlain = exactly(room) === JSON.stringify(room) && room === room.trim();
  const label = `the reply "joined" to ${tab.client.name}, who joins the room ${isPlain ? room : `exactly called ${exactly(room)}`}`;
  const message = await because(JOINED, tab.client.next(label, { type: 'joined', room }));
  const members = namesIn(message.json, {
    expected: `"joined" lists the names of the members of ${room}, each once: {"type":"joined","room":"${room}","members":["ana","bo"]}.`,
    received: `${tab.client.name} received ${quote(message)}.`,
    at: message.at,
  });
  return { tab, room, members, before: [], message };
}

/** Enters the hub and joins one room. */
export async function enterRoom(rig: Rig, name: string, department: Department, room: string): Promise<Tab> {
  const tab = await enter(rig, name, department);
  await join(tab, room);
  return tab;
}

/** Lets people join rooms one after the other, in the order given. */
export async function joinAll(
  people: ReadonlyMap<string, Tab>,
  rooms: ReadonlyMap<string, readonly string[]>,
): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  for (const [room, names] of rooms) {
    for (const [index, name] of names.entries()) {
      const tab = people.get(name);
      if (!tab) throw new Error(`${name} has not entered`);
      arrivals.push({ ...(await join(tab, room)), before: names.slice(0, index) });
    }
  }
  return arrivals;
}

/** Leaves, without waiting. */
export function leave(tab: Tab, room: string, forged: object = {}): void {
  tab.client.send({ ...forged, type: 'leave', room });
  tab.rooms.delete(room);
}

/** Joins and leaves again. */
export async function visit(rig: Rig, tab: Tab, room: string): Promise<void> {
  await join(tab, room);
  leave(tab, room);
  await rig.settle();
}

/** Says, without waiting. */
export function say(by: Tab, room: string, text: string, forged: object = {}): Saying {
  by.client.send({ ...forged, type: 'say', room, text });
  return { by, room, text };
}

/**
 * Somebody joins a room over a connection that lingers: it sends its Close frame when the function returned is called, and
 * then leaves its side of the TCP connection open, so the server has a member that is closing and not closed.
 */
export async function enterLingering(
  rig: Rig,
  name: string,
  department: Department,
  room: string,
): Promise<() => Promise<void>> {
  const connection = await rig.raw({ name });
  connection.write(handshakeHead(pathOf(name, department)));
  const has = (text: string) => (bytes: Uint8Array) => new TextDecoder().decode(bytes).includes(text);
  await connection.until(`the answer to the opening handshake of ${name}`, has('\r\n\r\n'));
  connection.write(maskedFrame(0x1, new TextEncoder().encode(JSON.stringify({ type: 'join', room }))));
  await connection.until(`the reply "joined" to ${name}, who joins the room ${room}`, has('"joined"'));
  return async () => {
    connection.write(maskedFrame(0x8, Uint8Array.of(1000 >> 8, 1000 & 0xff)));
    await rig.settle();
  };
}

/** A final frame of fewer than 126 bytes under the mask 0, which changes nothing (RFC 6455 §5.2). */
function maskedFrame(opcode: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.of(0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0, ...payload);
}

/** The `members` of a reply. @throws Mismatch when they are no array of different strings. */
export function namesIn(json: unknown, texts: Pick<Mismatch, 'expected' | 'received' | 'at'>): readonly string[] {
  const members = fieldOf(json, 'members');
  const isList = Array.isArray(members) && members.every((name) => typeof name === 'string');
  if (isList && new Set(members).size === members.length) return members;
  const why = isList
    ? 'A person in two tabs is still one person, so a list of who is present names each once.'
    : 'A client draws its list of who is present from these names.';
  throw new Mismatch({ ...texts, why });
}
