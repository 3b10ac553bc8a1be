/** Many messages at once, and how many of them pass. */
import { Mismatch } from '../../src/rig/check.ts';
import type { ReceivedMessage, Rig, WebSocketClient } from '../../src/rig/rig.ts';
import { fieldOf } from './credentials.ts';
import { isTalk, textOf } from './talk.ts';

/** One token more or less is fine. */
const TOLERANCE = 1;

/** Who sends how many, and of what; each text tells them apart. */
export interface Part {
  readonly client: WebSocketClient;
  readonly many: number;
  readonly type?: 'say' | 'alert';
}

export interface Burst {
  readonly name: string;
  readonly parts: readonly Part[];
  /** Messages that each client had before it. */
  readonly before: ReadonlyMap<WebSocketClient, number>;
}

/** Sends them all in one turn. @param name begins every text: `ana's first burst` */
export async function burst(rig: Rig, name: string, ...parts: readonly Part[]): Promise<Burst> {
  const before = new Map(parts.map(({ client }) => [client, client.inbox.length]));
  await rig.together(
    ...parts.flatMap(({ client, many, type = 'say' }) =>
      Array.from(
        { length: many },
        (_, n) => () => client.send({ type, text: `${name}, ${client.name} ${type} #${n + 1}` }),
      ),
    ),
  );
  return { name, parts, before };
}

/** Sends one after the other: a client that goes on although it is told to stop. */
export async function drip(rig: Rig, name: string, part: Part, everyMs: number): Promise<Burst> {
  const { client, many, type = 'say' } = part;
  const before = new Map([[client, client.inbox.length]]);
  for (let n = 1; n <= many; n++) {
    client.send({ type, text: `${name}, ${client.name} ${type} #${n}` });
    await rig.clock.advance(everyMs);
  }
  return { name, parts: [part], before };
}

/**
 * How much of a burst has passed: each message was heard once by everybody, or answered with one error to its sender.
 * @param tokens how many the bucket can have held
 * @param also who hears it besides those who sent it
 */
export function passed(
  { name, parts, before }: Burst,
  tokens: { readonly least: number; readonly most: number },
  also: readonly WebSocketClient[],
  why: string,
): void {
  const [anybody] = parts;
  if (!anybody) return;
  const ears = [...new Set([...parts.map(({ client }) => client), ...also])];
  const total = parts.reduce((sum, { many }) => sum + many, 0);
  const heardBy = (client: WebSocketClient) => client.inbox.filter((message) => isOf(name, message));
  const heard = heardBy(also[0] ?? anybody.client);
  const count = heard.length;
  const at = heard.at(-1)?.at ?? anybody.client.link.last();
  const wrong = (expected: string, received: string, because = why) =>
    new Mismatch({ expected, received, why: because, at });
  const least = Math.max(0, tokens.least - TOLERANCE);
  const most = tokens.most + TOLERANCE;
  if (count < least || count > most) {
    const about = tokens.least === tokens.most ? `${tokens.least}` : `${tokens.least} to ${tokens.most}`;
    throw wrong(
      `Of ${name}, ${total} messages, ${about} are carried out (one more or fewer is fine).`,
      `${count} were.`,
    );
  }
  const all = new Set(heard.map(textOf));
  const deaf = ears.find((ear) => heardBy(ear).length !== count || heardBy(ear).some((one) => !all.has(textOf(one))));
  if (all.size < count || deaf) {
    const who = deaf ?? anybody.client;
    throw wrong(
      `Every connection hears each of the ${count} messages that passed, once.`,
      `${who.name} heard ${heardBy(who).length}.`,
      'What is carried out is carried out for all.',
    );
  }
  for (const client of before.keys()) {
    const own = parts.filter((part) => part.client === client);
    const sent = own.reduce((sum, { many }) => sum + many, 0);
    const through = heard.filter((message) => own.some((part) => isOfPart(part, message))).length;
    const errors = client.inbox.slice(before.get(client)).filter(isLimited).length;
    if (errors === sent - through) continue;
    throw wrong(
      `${client.name} gets one {"type":"error","code":"RATE_LIMITED"} for each message that was not carried out: ${sent - through}.`,
      `${client.name} got ${errors}.`,
      'A client that is told can wait and send again; one that is not believes that it was heard.',
    );
  }
}

function isOf(name: string, message: ReceivedMessage): boolean {
  return isTalk(message) && String(textOf(message)).startsWith(`${name}, `);
}

function isOfPart({ client, type = 'say' }: Part, message: ReceivedMessage): boolean {
  return String(textOf(message)).includes(`, ${client.name} ${type} #`);
}

function isLimited({ json }: ReceivedMessage): boolean {
  return fieldOf(json, 'type') === 'error' && fieldOf(json, 'code') === 'RATE_LIMITED';
}
