/** What is said in the channel, and who hears it. */
import { changeOf } from '../../src/rig/change.ts';
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { ReceivedMessage, Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { shorten } from '../../src/rig/shorten.ts';

/** Stands in every field that a client makes up, so that none of it can be passed on unseen. */
export const FORGED = 'the-board-of-directors';

/** Fields that nobody asked for, as a client forges them. */
export const FORGERY = {
  from: FORGED,
  userId: FORGED,
  user: { userId: FORGED, role: 'manager' },
  role: 'manager',
  [FORGED]: true,
};

export interface Heard {
  readonly type: 'said' | 'alert';
  readonly from: string;
  readonly text: string;
}

export const said = (from: string, text: string): Heard => ({ type: 'said', from, text });
export const alerted = (from: string, text: string): Heard => ({ type: 'alert', from, text });

/** Something that was said, by whomever: not an error, not a welcome. */
export function isTalk({ json }: Pick<ReceivedMessage, 'json'>): boolean {
  const type = fieldOf(json, 'type');
  return type === 'said' || type === 'alert';
}

export const textOf = ({ json }: Pick<ReceivedMessage, 'json'>): unknown => fieldOf(json, 'text');

/**
 * All that each of them has heard so far, in order, with nothing forged in it. Settle first.
 * @param about leaves out all messages but those with such a text
 * @param when what has happened, in words: `ana sends an alert`
 */
export function heard(
  clients: readonly WebSocketClient[],
  wanted: readonly Heard[],
  why: string,
  about: (text: string) => boolean = () => true,
  when = '',
): void {
  for (const client of clients) {
    const all = client.inbox.filter((message) => isTalk(message) && about(String(textOf(message))));
    const wrong = all.find((message, n) => !isHeard(message, wanted[n]));
    if (!wrong && all.length === wanted.length) continue;
    // What was in order before is no news.
    const same = Math.max(0, wrong ? all.indexOf(wrong) : Math.min(all.length, wanted.length));
    const still = wanted.slice(same);
    const news = all.slice(same);
    const told = news.length === 0 ? client.pending({ type: 'error' }).at(-1) : undefined;
    const instead = told ? ` It was told ${quote(told)}.` : '';
    const missing = client.closed ? ` The connection was closed with code ${client.closed.code}.` : instead;
    throw new Mismatch({
      expected:
        (when && `${when}: `) +
        (still.length === 0
          ? `${client.name} hears nothing${same > 0 ? ' more' : ''}.`
          : `${client.name} hears ${listed(
              still.map((one) => shorten(JSON.stringify(one))),
              ', then ',
            )}, and nothing else.`),
      received:
        news.length > 0
          ? `${client.name} heard ${listed(news.map(quote), ', ')}.${missing}`
          : `${client.name} heard nothing${same > 0 ? ' more' : ''}.${missing}`,
      why: (wrong && whyText(wrong, wanted, all.indexOf(wrong))) ?? whyOrder(all, wanted) ?? why,
      at: (wrong ?? told ?? all.at(-1))?.at ?? client.link.last(),
    });
  }
}

/** Somebody says one thing, and these hear it, as `heard` has it. */
export async function stillTalks(
  rig: Rig,
  client: WebSocketClient,
  userId: string,
  hearers: readonly WebSocketClient[],
  why: string,
  about?: (text: string) => boolean,
): Promise<void> {
  client.send({ type: 'say', text: 'still here' });
  await rig.settle();
  heard(hearers, [said(userId, 'still here')], why, about);
}

/** Messages that are quoted of each list. */
const QUOTED = 3;

function listed(quotes: readonly string[], separator: string): string {
  const more = quotes.length - QUOTED;
  return [...quotes.slice(0, QUOTED), ...(more > 0 ? [`${more} more`] : [])].join(separator);
}

/** Where only the text is another one, which nobody has sent, and may look the same. */
function whyText({ json }: ReceivedMessage, all: readonly Heard[], index: number): string | undefined {
  const wanted = all[index];
  const text = fieldOf(json, 'text');
  const isIt = wanted && fieldOf(json, 'type') === wanted.type && fieldOf(json, 'from') === wanted.from;
  if (!isIt || typeof text !== 'string' || all.some((one) => one.text === text)) return undefined;
  return `A text arrives exactly as it came. ${changeOf(wanted.text, text)}`;
}

/** Where nothing is missing and nothing is new. */
function whyOrder(all: readonly ReceivedMessage[], wanted: readonly Heard[]): string | undefined {
  const isKnown = all.every((message) => wanted.some((one) => isHeard(message, one)));
  const isWhole = wanted.every((one) => all.some((message) => isHeard(message, one)));
  if (!isKnown || !isWhole || all.length < wanted.length) return undefined;
  return all.length > wanted.length
    ? 'What was said once is carried out once, also when it was kept for a while.'
    : 'What was said first is carried out first: what was kept comes before what comes now, and in its order.';
}

function isHeard({ json, text }: ReceivedMessage, wanted: Heard | undefined): boolean {
  return (
    wanted !== undefined &&
    fieldOf(json, 'type') === wanted.type &&
    fieldOf(json, 'from') === wanted.from &&
    fieldOf(json, 'text') === wanted.text &&
    !text?.includes(FORGED)
  );
}
