/** What answers a message that is wrong. */
import { Mismatch } from '../../src/rig/check.ts';
import { quote } from '../../src/rig/clients/quote.ts';
import { fieldOf } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import type { Code, Wrong } from './garbage.ts';
import { closedOr, isReply, type Person } from './people.ts';

const WHY =
  'A client that hears nothing waits for ever, one that is thrown out for a slip loses its subscriptions, and a code that fits tells its author what to mend.';
const WHY_ONE = 'One message has one answer, and is one failure, however much of it is wrong.';
const WHY_THIS_ID =
  'The id says which message has failed. An ERROR with the id of another tells its sender to mend what was fine.';
const WHY_FORBIDDEN = 'Whoever can send a result can make one up: only the rule engine says what it decided.';
const WHY_NOT_ACKNOWLEDGED =
  'An ACK says that the message was carried out. Whoever is told so of a message that makes no sense will never mend it.';

/** Sends it, and expects one ERROR with a code that fits, the message's own id, and an open connection. Settles. */
export async function fails(rig: Rig, who: Person, wrong: Wrong): Promise<void> {
  const before = who.client.inbox.length;
  who.client.send(wrong.data);
  await rig.settle();
  const replies = who.client.inbox.slice(before).filter(isReply);
  const [reply, second] = replies;
  const isRight = reply && !second && !who.client.closed && isErrorOf(reply.json, wrong);
  if (isRight) return;
  throw new Mismatch({
    expected: `${who.client.name} sends ${wrong.name}. The reply is one ${wanted(wrong)}, and the connection stays open.`,
    received: closedOr(who, replies.length > 0 ? `The reply is ${replies.map(quote).join(', ')}.` : 'No reply came.'),
    why: replies.some(({ json }) => fieldOf(json, 'type') === 'ACK')
      ? wrong.codes.includes('FORBIDDEN_TYPE')
        ? WHY_FORBIDDEN
        : WHY_NOT_ACKNOWLEDGED
      : wrong.id === undefined && (fieldOf(reply?.json, 'id') ?? null) !== null
        ? WHY_THIS_ID
        : second
          ? WHY_ONE
          : WHY,
    at: who.client.closed?.at ?? (second ?? reply)?.at ?? who.client.link.last(),
  });
}

function isErrorOf(json: unknown, { codes, id }: Wrong): boolean {
  const code = fieldOf(fieldOf(json, 'payload'), 'code');
  const found = fieldOf(json, 'id');
  const isNone = found === undefined || found === null;
  const idFits = id === undefined ? isNone : found === id || (isNone && code === 'BAD_ENVELOPE');
  return fieldOf(json, 'type') === 'ERROR' && codes.some((allowed: Code) => allowed === code) && idFits;
}

function wanted({ codes, id }: Wrong): string {
  const shown = codes.map((code) =>
    JSON.stringify({ type: 'ERROR', ...(id === undefined ? {} : { id }), payload: { code } }),
  );
  return shown.join(' or ');
}
