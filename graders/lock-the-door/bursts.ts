/** Many messages at once, and how many of them pass. */
import { Mismatch } from '../../src/rig/check.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { ReceivedMessage, Rig, WebSocketClient } from '../../src/rig/rig.ts';
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

/** How many tokens the bucket can have held. */
interface Tokens {
  readonly least: number;
  readonly most: number;
}

/**
 * How much of a burst has passed: each message was heard once by everybody, or answered with one error to its sender.
 * @param also who hears it besides those who sent it
 */
export function passed(burst: Burst, tokens: Tokens, also: readonly WebSocketClient[], why: string): void {
  const [anybody] = burst.parts;
  if (!anybody) return;
  const heard = heardBy(also[0] ?? anybody.client, burst);
  const ears = [...new Set([...burst.parts.map(({ client }) => client), ...also])];
  const fault =
    faultOfCount(burst, heard.length, tokens, why) ?? faultOfEars(burst, heard, ears) ?? faultOfErrors(burst, heard);
  if (fault) throw new Mismatch({ ...fault, at: heard.at(-1)?.at ?? anybody.client.link.last() });
}

type Fault = Pick<Mismatch, 'expected' | 'received' | 'why'>;

/** More or fewer were carried out than the bucket can have held tokens for. */
function faultOfCount({ name, parts }: Burst, count: number, { least, most }: Tokens, why: string): Fault | undefined {
  if (count >= Math.max(0, least - TOLERANCE) && count <= most + TOLERANCE) return undefined;
  const about = least === most ? `${least}` : `${least} to ${most}`;
  const expected = `Of ${name}, ${messagesOf(parts)} messages, ${about} are carried out (one more or fewer is fine).`;
  return { expected, received: `${count} were.`, why };
}

/** Somebody has not heard all that was carried out, or heard something twice. */
function faultOfEars(
  burst: Burst,
  heard: readonly ReceivedMessage[],
  ears: readonly WebSocketClient[],
): Fault | undefined {
  const count = heard.length;
  const all = new Set(heard.map(textOf));
  const deaf = ears.find((ear) => {
    const own = heardBy(ear, burst);
    return own.length !== count || own.some((one) => !all.has(textOf(one)));
  });
  const who = deaf ?? (all.size < count ? burst.parts[0]?.client : undefined);
  if (!who) return undefined;
  return {
    expected: `Every connection hears each of the ${count} messages that passed, once.`,
    received: `${who.name} heard ${heardBy(who, burst).length}.`,
    why: 'What is carried out is carried out for all.',
  };
}

/** Somebody was not told of each message of theirs that was not carried out. */
function faultOfErrors({ parts, before }: Burst, heard: readonly ReceivedMessage[]): Fault | undefined {
  for (const client of before.keys()) {
    const own = parts.filter((part) => part.client === client);
    const through = heard.filter((message) => own.some((part) => isOfPart(part, message))).length;
    const limited = messagesOf(own) - through;
    const errors = client.inbox.slice(before.get(client)).filter(isLimited).length;
    if (errors === limited) continue;
    return {
      expected: `${client.name} gets one {"type":"error","code":"RATE_LIMITED"} for each message that was not carried out: ${limited}.`,
      received: `${client.name} got ${errors}.`,
      why: 'A client that is told can wait and send again; one that is not believes that it was heard.',
    };
  }
  return undefined;
}

function messagesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { many }) => sum + many, 0);
}

function heardBy(client: WebSocketClient, { name }: Burst): readonly ReceivedMessage[] {
  return client.inbox.filter((message) => isOf(name, message));
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
