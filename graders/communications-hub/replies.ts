/** What people have, or have not, received from the hub. Each failure names the person, the frame and the reason. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { ReceivedMessage, Rig } from '../../src/rig/rig.ts';
import type { ErrorCode } from './inputs.ts';
import { exactly, pathOf, type Tab } from './people.ts';

type Fields = Readonly<Record<string, unknown>>;

/** All messages to this tab that have these fields. */
export function received(tab: Tab, fields: Fields): readonly ReceivedMessage[] {
  const wanted = Object.entries(fields);
  return tab.client.inbox.filter(({ json }) => wanted.every(([field, value]) => fieldOf(json, field) === value));
}

/** Each of these tabs has received exactly one such message. Settle first. */
export function heardOnce(tabs: readonly Tab[], fields: Fields, why: string): void {
  for (const tab of tabs) {
    const found = received(tab, fields);
    const [, again] = found;
    if (found.length === 1) continue;
    throw new Mismatch({
      expected: `${tab.client.name} receives ${inShort(fields)} exactly once.`,
      received: again
        ? `It came ${found.length} times; the second was ${quote(again)}.`
        : `It did not come. ${lastWords(tab)}`,
      why,
      at: again ? again.at : tab.client.link.last(),
    });
  }
}

/** None of these tabs has received such a message. Settle first, after somebody who should have received it. */
export function heardNothing(tabs: readonly Tab[], fields: Fields, whoIs: string, why: string): void {
  for (const tab of tabs) {
    const [leaked] = received(tab, fields);
    if (!leaked) continue;
    throw new Mismatch({
      expected: `${tab.client.name}, ${whoIs}, receives no ${inShort(fields)}.`,
      received: `${tab.client.name} received ${quote(leaked)}.`,
      why,
      at: leaked.at,
    });
  }
}

/** Each of these tabs was welcomed, under its person's name and with an id of its own. */
export function welcomed(tabs: readonly Tab[]): void {
  const why = 'The welcome tells a client that it is in, and as whom.';
  const ids = new Map<unknown, Tab>();
  for (const tab of tabs) {
    heardOnce([tab], { type: 'welcome' }, why);
    const [welcome] = received(tab, { type: 'welcome' });
    welcomedAs(tab, welcome);
    const id = fieldOf(welcome?.json, 'id');
    const other = ids.get(id);
    ids.set(id, tab);
    const isId = (typeof id === 'string' && id !== '') || typeof id === 'number';
    if (welcome && isId && !other) continue;
    throw new Mismatch({
      expected: `"id" in the welcome to ${tab.client.name} is a string or a number that nobody else has.`,
      received: `${welcome ? quote(welcome) : 'No welcome.'}${other ? ` ${other.client.name} has the same.` : ''}`,
      why: 'An id that two people share identifies neither.',
      at: welcome?.at,
    });
  }
}

/** @throws Mismatch when the welcome names somebody else, and be it by one character that cannot be seen. */
function welcomedAs(tab: Tab, welcome: ReceivedMessage | undefined): void {
  const { name, department } = tab;
  const isSame = fieldOf(welcome?.json, 'name') === name && fieldOf(welcome?.json, 'department') === department;
  if (!welcome || isSame) return;
  const shown = fieldOf(welcome.json, 'name');
  throw new Mismatch({
    expected: `${pathOf(name, department)} is welcomed with "name":${exactly(name)} and "department":"${department}".`,
    received: `${tab.client.name} received ${quote(welcome)}${typeof shown === 'string' && shown !== name ? `, with the name ${exactly(shown)}` : ''}.`,
    why: 'People are told apart by the exact text of their names: decoded once, and changed in nothing, or two people become one.',
    at: welcome.at,
  });
}

/** Whatever these tabs have received is a JSON object. */
export function onlyObjects(tabs: readonly Tab[]): void {
  for (const tab of tabs) {
    const stray = tab.client.inbox.find(({ json }) => typeof json !== 'object' || json === null || Array.isArray(json));
    if (!stray) continue;
    throw new Mismatch({
      expected: `Each message to ${tab.client.name}, who is in the rooms ${JSON.stringify([...tab.rooms])}, is a JSON object.`,
      received: `${tab.client.name} received ${quote(stray)}.`,
      why: 'A room may have any name. Some names mean something of their own to the thing that carries the messages: an EventEmitter emits "newListener" itself.',
      at: stray.at,
    });
  }
}

/**
 * Sends a message that cannot be carried out: one of the codes comes back, the connection stays open, and nothing made
 * of it reaches `others`.
 */
export async function errorComes(
  rig: Rig,
  tab: Tab,
  message: unknown,
  codes: readonly ErrorCode[],
  because: string,
  others: readonly Tab[] = [],
): Promise<void> {
  const before = new Map([tab, ...others].map((each) => [each, each.client.inbox.length]));
  const newTo = (each: Tab) => each.client.inbox.slice(before.get(each));
  tab.client.send(message);
  await rig.settle();
  const sends = `${tab.client.name} sends ${inWords(message)}: ${because}.`;
  for (const other of others) {
    const leaked = newTo(other).find(({ json }) => forSomebody.has(fieldOf(json, 'type')));
    if (!leaked || other === tab) continue;
    throw new Mismatch({
      expected: `${sends} ${other.client.name} receives nothing.`,
      received: `${other.client.name} received ${quote(leaked)}.`,
      why: 'A server that carries out what it should refuse lets anybody talk anywhere.',
      at: leaked.at,
    });
  }
  const errors = newTo(tab).filter(({ json }) => fieldOf(json, 'type') === 'error');
  const wrong = errors.find(({ json }) => !codes.some((code) => fieldOf(json, 'code') === code));
  const { closed } = tab.client;
  if (errors.length > 0 && !wrong && !closed) return;
  const reply = codes.map((code) => `{"type":"error","code":"${code}"}`).join(' or ');
  const isSilent = newTo(tab).length === 0;
  const nothing = isSilent ? `Nothing came. ${lastWords(tab, ', before that,')}` : `No error came. ${lastWords(tab)}`;
  throw new Mismatch({
    expected: `${sends} The reply is ${reply}, and the connection stays open.`,
    received: closed
      ? `The connection was closed with code ${closed.code}.`
      : wrong
        ? `The reply is ${quote(wrong)}.`
        : nothing,
    why: 'A client that hears nothing cannot tell a refused message from a lost one, and one that is thrown out for a slip loses all its rooms.',
    at: closed?.at ?? wrong?.at ?? tab.client.link.last(),
  });
}

/** Presence is left out: a late `leave` may fall in between. */
const forSomebody: ReadonlySet<unknown> = new Set(['said', 'dept', 'dm', 'error']);

/** A connection with this department is refused, by status 400 or by Close 1008. */
export async function doorClosed(rig: Rig, department: string | undefined): Promise<void> {
  const path = pathOf('mallory', department);
  const outcome = await rig.tryOpen(path, { name: 'mallory' });
  await rig.settle();
  const closed = outcome.outcome === 'open' ? outcome.client.closed : undefined;
  const greeted =
    outcome.outcome === 'open' && outcome.client.inbox.some(({ json }) => fieldOf(json, 'type') === 'welcome');
  if ((closed?.code === 1008 && !greeted) || (outcome.outcome === 'refused' && outcome.status === 400)) return;
  const received = {
    open: `${greeted ? 'A welcome came. ' : ''}${closed ? `The connection was closed with code ${closed.code}.` : 'The connection was accepted.'}`,
    refused: outcome.outcome === 'refused' ? `Status ${outcome.status}.` : '',
    failed: outcome.outcome === 'failed' ? outcome.error : '',
  };
  throw new Mismatch({
    expected: `${path} is refused, by status 400 or by a Close frame with code 1008, and not welcomed: the departments are sales, engineering and hr, written exactly so.`,
    received: received[outcome.outcome],
    why: 'A department that does not exist is a place where nobody looks after what is said.',
    at: outcome.outcome === 'open' ? (closed?.at ?? outcome.client.link.last()) : outcome.at,
  });
}

function inWords(message: unknown): string {
  if (message instanceof Uint8Array) return `a binary message of ${message.length} bytes`;
  if (message === '') return 'an empty message';
  return typeof message === 'string' ? `"${message}"` : JSON.stringify(message);
}

/** Long texts are cut. */
function inShort(fields: Fields): string {
  const cut = (value: unknown) =>
    typeof value === 'string' && value.length > 200 ? `${value.slice(0, 60)}… (${value.length} characters)` : value;
  return JSON.stringify(fields, (_field, value: unknown) => cut(value));
}

/** For a message that is missing: what came last instead. */
export function lastWords(tab: Tab, when = ''): string {
  const last = tab.client.inbox.at(-1);
  const text = fieldOf(last?.json, 'text');
  const length = typeof text === 'string' && text.length > 200 ? ` Its text has ${text.length} characters.` : '';
  return last
    ? `The last message to ${tab.client.name}${when} was ${quote(last)}.${length}`
    : `${tab.client.name} has received nothing at all.`;
}
