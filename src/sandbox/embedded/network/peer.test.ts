import { beforeEach, describe, expect, it } from 'vitest';
import { type Accept, type Endpoint, type Incoming, Peer } from './peer.ts';
import type { Carrier } from './stream-handle.ts';

/** Notes what it hears. */
class Ear {
  readonly heard: string[] = [];
  hasUnacknowledged = false;
  receive = (bytes: Uint8Array) => void this.heard.push(`data ${new TextDecoder().decode(bytes)}`);
  receiveEnd = () => void this.heard.push('end');
  receiveReset = () => void this.heard.push('reset');
  receiveAccept = () => void this.heard.push('accept');
  receiveRefusal = () => void this.heard.push('refusal');
  receiveCredit = (bytes: number) => void this.heard.push(`credit ${bytes}`);
  get endpoint(): Endpoint {
    return this as unknown as Endpoint;
  }
}

const TO: Incoming = { port: 3000, from: 40_001, family: 4 };
const text = (value: string) => new TextEncoder().encode(value);

describe('two peers', () => {
  let here: Peer;
  let there: Peer;
  let server: Ear;
  let serverCarrier: Carrier;
  let asked: Incoming[];
  let most: number;
  /** Lengths of the batches from `here`. */
  let batches: number[];

  beforeEach(() => {
    asked = [];
    server = new Ear();
    const accept: Accept = (incoming, open) => {
      asked.push(incoming);
      if (incoming.port !== 3000) return false;
      serverCarrier = open(server.endpoint);
      return true;
    };
    most = Infinity;
    batches = [];
    const post = (batch: Uint8Array) => {
      batches.push(batch.byteLength);
      there.receive(batch);
    };
    here = new Peer(0, { post, accept: () => false, most: () => most });
    there = new Peer(1, { post: (batch) => here.receive(batch), accept });
  });

  /** All that was batched has been delivered. */
  const delivered = () => new Promise((resolve) => setImmediate(resolve));

  async function connected(): Promise<{ client: Ear; carrier: Carrier }> {
    const client = new Ear();
    const carrier = here.connect(client.endpoint, TO);
    await delivered();
    return { client, carrier };
  }

  it('accept and carry bytes both ways', async () => {
    const { client, carrier } = await connected();
    carrier.data(text('up'));
    serverCarrier.data(text('down'));
    carrier.credit(4);
    await delivered();
    expect(asked).toEqual([TO]);
    expect(client.heard).toEqual(['accept', 'data down']);
    expect(server.heard).toEqual(['data up', 'credit 4']);
  });

  it('send in one batch what one turn writes, and a large one in parts that keep the order', async () => {
    const { carrier } = await connected();
    batches = [];
    const write = () => {
      for (const word of ['one', 'two', 'three']) carrier.data(text(word));
    };
    write();
    await delivered();
    // Nine bytes of head each.
    expect(batches).toEqual([3 * 9 + 11]);
    most = 2 * 9 + 6;
    write();
    expect(batches.slice(1)).toEqual([2 * 9 + 6]);
    await delivered();
    expect(batches.slice(1)).toEqual([2 * 9 + 6, 9 + 5]);
    expect(server.heard).toEqual(['one', 'two', 'three', 'one', 'two', 'three'].map((word) => `data ${word}`));
  });

  it('refuse where nobody listens, and forget it', async () => {
    const client = new Ear();
    here.connect(client.endpoint, { ...TO, port: 4000, family: 6 });
    await delivered();
    expect(asked).toEqual([{ ...TO, port: 4000, family: 6 }]);
    expect(client.heard).toEqual(['refusal']);
    expect([here.connections, there.connections]).toEqual([0, 0]);
  });

  it('answer bytes to a closed connection with a reset', async () => {
    const { client, carrier } = await connected();
    serverCarrier.close('end');
    await delivered();
    carrier.data(text('too late'));
    await delivered();
    expect(client.heard).toEqual(['accept', 'end', 'reset']);
    expect([here.connections, there.connections]).toEqual([0, 0]);
  });

  it.each(['end', 'reset', 'ended-before'] as const)('hold no connection that both have closed: %s', async (how) => {
    for (let i = 0; i < 100; i++) {
      const { carrier } = await connected();
      carrier.data(text('x'));
      if (how === 'ended-before') carrier.end();
      carrier.close(how);
      await delivered();
      serverCarrier.close('end');
      await delivered();
    }
    expect([here.connections, there.connections]).toEqual([0, 0]);
  });

  it('keep connections apart, whoever opened them', async () => {
    const first = await connected();
    const firstServer = serverCarrier;
    const second = await connected();
    first.carrier.data(text('one'));
    second.carrier.data(text('two'));
    firstServer.data(text('to the first'));
    await delivered();
    expect(server.heard).toEqual(['data one', 'data two']);
    expect(first.client.heard).toEqual(['accept', 'data to the first']);
    expect(second.client.heard).toEqual(['accept']);
  });

  it('end what the dead process had read, and reset what it had not', async () => {
    const idle = await connected();
    const unread = await connected();
    unread.client.hasUnacknowledged = true;
    here.gone();
    expect(idle.client.heard).toEqual(['accept', 'end']);
    expect(unread.client.heard).toEqual(['accept', 'reset']);
    idle.carrier.data(text('is anybody there'));
    expect(idle.client.heard).toEqual(['accept', 'end', 'reset']);
    expect(here.connections).toBe(0);
  });

  it('send at once what is batched when the process ends', async () => {
    const { carrier } = await connected();
    carrier.data(text('last words'));
    here.flush();
    expect(server.heard).toEqual(['data last words']);
  });
});
