/** Requests that reach the server in one turn: between two of them it cannot rest, whatever it awaits. */
import { Mismatch } from '../../src/rig/check.ts';
import { parseJson } from '../../src/rig/clients/inbox.ts';
import { describeResponse } from '../../src/rig/matchers.ts';
import { jsonRequest, requestHead } from '../../src/rig/request-text.ts';
import type { HttpResponse, RawConnection, Rig } from '../../src/rig/rig.ts';
import { EventStreamDecoder } from '../../src/wire/event-stream.ts';
import { HttpDecoder } from '../../src/wire/http1.ts';
import type { Feed } from './feed.ts';

/** How soon an event arrives, ms; the clocks tell whole milliseconds. */
const SOON_MS = 250 + 10;

interface Request {
  readonly name: string;
  readonly text: string;
}

export function tickOf(value: number): Request {
  return { name: 'POST /tick', text: jsonRequest('POST', '/tick', { value }).bytes.toString() };
}

/** Sends them in one turn, each on a connection of its own, in an order of the seed unless told. */
export async function inOneTurn(
  rig: Rig,
  requests: readonly Request[],
  order: 'drawn' | 'as listed' = 'drawn',
): Promise<readonly Answered[]> {
  const asked: { readonly raw: RawConnection; readonly text: string }[] = [];
  for (const { name, text } of requests) asked.push({ raw: await rig.raw({ name }), text });
  const acts = asked.map(
    ({ raw, text }) =>
      () =>
        raw.write(text),
  );
  await (order === 'drawn' ? rig.together(...acts) : rig.inOrder(...acts));
  return asked.map(({ raw }) => new Answered(raw));
}

/** What has come for one of them. */
class Answered {
  readonly raw: RawConnection;

  constructor(raw: RawConnection) {
    this.raw = raw;
  }

  /** As far as it has come. */
  get soFar(): HttpResponse & { readonly isWhole: boolean } {
    const decoder = new HttpDecoder('response');
    const events = [...decoder.push(this.raw.received), ...(this.raw.ended ? decoder.end() : [])];
    const head = events.findLast(({ type }) => type === 'response');
    const text = Buffer.concat(events.flatMap((event) => (event.type === 'data' ? [event.content] : []))).toString();
    const isWhole = events.at(-1)?.type === 'end';
    const status = head?.type === 'response' ? head.status : 0;
    return {
      status,
      headers: {},
      text,
      json: isWhole ? parseJson(text) : undefined,
      at: this.raw.link.last(),
      isWhole,
    };
  }

  /** Waits for all of it. @throws WaitedInVain with the label. */
  async whole(label: string): Promise<HttpResponse> {
    await this.raw.until(label, () => this.soFar.isWhole);
    return this.soFar;
  }
}

export const BETWEEN =
  'The event and its client came in the same moment. Whatever is awaited between looking at what there is and waiting for what is new, the event comes just then: it is lost, or comes twice.';

/** Which of two requests the server meets first: the one for the event, or the one that makes it. */
export type First = 'reader' | 'tick';
export const EITHER: readonly First[] = ['reader', 'tick'];

async function withTick(
  rig: Rig,
  reader: Request,
  value: number,
  first: First,
): Promise<readonly [reader: Answered | undefined, tick: Answered | undefined]> {
  if (first === 'reader') {
    const [read, ticked] = await inOneTurn(rig, [reader, tickOf(value)], 'as listed');
    return [read, ticked];
  }
  const [ticked, read] = await inOneTurn(rig, [tickOf(value), reader], 'as listed');
  return [read, ticked];
}

/**
 * A long poll and the tick that it waits for, in one turn: whichever the server meets first, the event is the answer.
 * @returns the cursor to ask with next
 */
export async function asksAsItComes(rig: Rig, feed: Feed, since: number, value: number, first: First): Promise<number> {
  const path = `/long-poll?since=${since}`;
  const asked = { name: 'ana', text: requestHead('GET', path) };
  const [poll, tick] = await withTick(rig, asked, value, first);
  await feedTicked(feed, value, tick);
  await rig.clock.advance(SOON_MS);
  const answer = poll?.soFar;
  if (answer?.isWhole) return feed.fits(answer, `ana's GET ${path}`, since, since + 1);
  throw new Mismatch({
    expected: `ana's GET ${path} is answered within 250 ms, for there is the event ${since + 1}.`,
    received: answer?.status ? `The answer does not end: ${describeResponse(answer)}` : 'It is still waiting.',
    why: BETWEEN,
    at: poll?.raw.link.last(),
  });
}

/** Somebody comes back to the stream in the moment when an event comes, and has it once, after those that were missed. */
export async function comesBackAsItComes(
  rig: Rig,
  feed: Feed,
  since: number,
  value: number,
  first: First,
): Promise<void> {
  const text = requestHead('GET', '/events', { Accept: 'text/event-stream', 'Last-Event-ID': since });
  const [stream, tick] = await withTick(rig, { name: 'hal', text }, value, first);
  await feedTicked(feed, value, tick);
  await rig.clock.advance(SOON_MS);
  const items = new EventStreamDecoder(String(since)).push(Buffer.from(stream?.soFar.text ?? ''));
  const ids = items.flatMap(({ item }) => (item.of === 'event' ? [item.lastEventId] : []));
  const wanted = feed.after(since).map(({ id }) => String(id));
  const at = stream?.raw.link.last();
  await stream?.raw.link.cut();
  if (ids.join() === wanted.join()) return;
  throw new Mismatch({
    expected: `hal comes with Last-Event-ID: ${since}, and receives the events ${wanted.join(', ')}.`,
    received: ids.length === 0 ? 'No event came.' : `The events ${inRuns(ids)} came.`,
    why: BETWEEN,
    at,
  });
}

/** `1, 2, 3, 7` as `1 to 3, 7`. */
function inRuns(ids: readonly string[]): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && Number(id) === Number(run.at(-1)) + 1) run.push(id);
    else runs.push([id]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.join(', '))).join(', ');
}

async function feedTicked(feed: Feed, value: number, tick: Answered | undefined): Promise<void> {
  const answer = await tick?.whole('the answer to POST /tick');
  if (answer) feed.ticked([{ value, answer }]);
}
