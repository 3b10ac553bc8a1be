/** Streams of server-sent events. */
import { Mismatch } from '../../src/rig/check.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { EventStream, ReceivedEvent } from '../../src/rig/rig.ts';
import type { FeedEvent } from './feed.ts';

/** It has received these events, of the feed as they are, and no others, and is open. Let the time pass first. */
export function hasReceived(stream: EventStream, wanted: readonly FeedEvent[], why: string): void {
  const wrong = stream.inbox.find((event, n) => !isEvent(event, wanted[n]));
  const isSame = !wrong && stream.inbox.length === wanted.length && !stream.ended;
  if (isSame) return;
  throw new Mismatch({
    expected: `${stream.name} has received ${inWords(wanted)}, and the stream is open.`,
    received: `${describe(stream, wrong)}${stream.ended ? ' The stream has ended.' : ''}`,
    why: wrong ? whyNot(wrong, wanted, why) : stream.isIncomplete ? WHY_INCOMPLETE : stream.ended ? WHY_OPEN : why,
    at: wrong?.at ?? stream.link.last(),
  });
}

/** Its newest events have come by these times, ms. */
export function areInTime(stream: EventStream, latest: readonly number[]): void {
  const newest = stream.inbox.slice(-latest.length);
  const late = newest.find(({ time }, n) => time > (latest[n] ?? 0));
  if (!late) return;
  throw new Mismatch({
    expected: `${stream.name} hears of each event within 250 ms, also when the next ones come soon after it.`,
    received: `The event ${late.lastEventId} came later.`,
    why: 'An event that waits until it is quiet waits as long as the others go on.',
    at: late.at,
  });
}

const WHY_OPEN =
  'A stream that the server ends is opened anew by the browser, some seconds later. It stays open until the client goes, however long nothing happens.';
const WHY_INCOMPLETE =
  'A blank line ends an event. Without it a browser dispatches nothing, and goes on collecting lines.';

function isEvent({ type, lastEventId, json }: ReceivedEvent, wanted: FeedEvent | undefined): boolean {
  if (!wanted) return false;
  const isIt = fieldOf(json, 'id') === wanted.id && fieldOf(json, 'value') === wanted.value;
  return isIt && type === 'message' && lastEventId === String(wanted.id);
}

function whyNot({ type, lastEventId, json }: ReceivedEvent, wanted: readonly FeedEvent[], why: string): string {
  const id = fieldOf(json, 'id');
  if (json === undefined)
    return 'The data of each event is JSON. A line end in it begins a new line of the stream, and a heartbeat is a comment, not an event.';
  if (type !== 'message') return 'An event with a name is heard by listeners for that name only, and not by onmessage.';
  if (typeof id === 'number' && lastEventId !== String(id))
    return 'The id of an event in the stream is what a browser sends as Last-Event-ID when it comes back. Without the right one it cannot say where it was.';
  const isKnown = wanted.some((event) => event.id === id && event.value === fieldOf(json, 'value'));
  return isKnown || typeof id === 'number'
    ? why
    : 'The data of each event is the event itself, with its id and its value.';
}

function shown({ id, value }: FeedEvent): string {
  return `id ${id} ${JSON.stringify({ id, value })}`;
}

/** Events that are written out. */
const WRITTEN_OUT = 20;

function inWords(events: readonly FeedEvent[]): string {
  if (events.length > WRITTEN_OUT)
    return `all ${events.length} events from the id ${events[0]?.id} to the id ${events.at(-1)?.id}`;
  return events.length === 0 ? 'no event' : events.map(shown).join(', ');
}

function describeEvent({ type, lastEventId, data }: ReceivedEvent): string {
  return `${type === 'message' ? '' : `(named ${type}) `}${lastEventId === '' ? 'no id' : `id ${lastEventId}`} ${data}`;
}

function describe({ inbox, isIncomplete }: EventStream, wrong: ReceivedEvent | undefined): string {
  const all = inbox.slice(0, WRITTEN_OUT).map(describeEvent).join(', ');
  const many = `${inbox.length} events${wrong ? `, and the first that does not fit is number ${inbox.indexOf(wrong) + 1}: ${describeEvent(wrong)}` : ''}`;
  const came = `It has received ${inbox.length === 0 ? 'no event' : inbox.length > WRITTEN_OUT ? many : all}.`;
  return isIncomplete ? `${came} The bytes that came last make no event, for no blank line ends them.` : came;
}
