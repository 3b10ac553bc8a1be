import { describe, expect, it } from 'vitest';
import { matches } from './clients/inbox.ts';
import {
  describeResponse,
  expectClosed,
  expectError,
  expectFixedPoint,
  expectOnly,
  expectSilence,
  expectSilenceAfter,
  expectSseHeaders,
  expectStatus,
} from './matchers.ts';
import type { Closed, EventStream, HttpResponse, MessageMatch, ReceivedMessage, WebSocketClient } from './rig.ts';

function response(status: number, text: string, type: string): HttpResponse {
  return { status, text, headers: { 'content-type': type }, json: undefined, at: { link: 'GET /', entry: 2 } };
}

/** As much of a client as the matchers look at. */
function clientWith(...values: readonly unknown[]): WebSocketClient {
  const pending = values.map(
    (json, entry): ReceivedMessage => ({
      data: new Uint8Array(),
      isBinary: false,
      text: JSON.stringify(json),
      json,
      at: { link: 'ana', entry },
      time: 0,
    }),
  );
  const link = { last: () => ({ link: 'ana', entry: 9 }) };
  return {
    name: 'ana',
    link,
    pending: (match?: MessageMatch) => pending.filter((message) => matches(message, match)),
  } as unknown as WebSocketClient;
}

function mismatchOf(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('matchers', () => {
  it('tell an HTML page from data', () => {
    const page =
      '<!DOCTYPE html><html><head><title>Error</title></head><body><pre>Cannot GET /api/stats</pre></body></html>';
    expect(describeResponse(response(404, page, 'text/html; charset=utf-8'))).toBe(
      'Status 404 with an HTML page: "Cannot GET /api/stats".',
    );
    expect(describeResponse(response(200, '{"a":1}', 'application/json'))).toBe('Status 200 with {"a":1}');
    expect(describeResponse(response(204, '', ''))).toBe('Status 204 with no body.');
  });

  it('expect a status', () => {
    expectStatus(response(200, '', ''), 200, 'GET /', 'It does.');
    expect(mismatchOf(() => expectStatus(response(500, 'no', ''), 200, 'GET /', 'It does.'))).toMatchObject({
      expected: 'GET / answers 200.',
      received: 'Status 500 with no',
      at: { link: 'GET /', entry: 2 },
    });
  });

  it('expect silence, and point at what leaked', () => {
    const ana = clientWith({ type: 'presence' }, { type: 'said', room: 'eng' });
    expectSilence([ana], { type: 'dm' }, 'dm', 'Privacy.');
    expect(mismatchOf(() => expectSilence([ana], { type: 'said' }, 'said', 'Privacy.'))).toMatchObject({
      received: 'ana received {"type":"said","room":"eng"}.',
      at: { link: 'ana', entry: 1 },
    });
  });

  it('expect one message and nothing else', () => {
    expectOnly(clientWith({ type: 'said' }), { type: 'said' }, 'said', 'Once.');
    for (const [client, entry] of [
      [clientWith(), 9],
      [clientWith({ type: 'said' }, { type: 'said' }), 1],
      [clientWith({ type: 'dm' }, { type: 'said' }), 0],
    ] as const) {
      expect(mismatchOf(() => expectOnly(client, { type: 'said' }, 'said', 'Once.'))).toMatchObject({ at: { entry } });
    }
  });

  it('quote an event by its name, and a packet as a call', () => {
    const at = { link: 'ana', entry: 4 };
    const events = { type: 'alert', data: '{"id":7}', json: { id: 7 }, lastEventId: '7', at, time: 0 };
    const packet = { event: 'said', args: ['hi', { n: 1 }], ack: undefined, at, time: 0 };
    for (const [item, quoted] of [
      [events, 'alert: {"id":7}'],
      [{ ...events, type: 'message' }, '{"id":7}'],
      [packet, 'said("hi",{"n":1})'],
    ] as const) {
      const hearer = { name: 'ana', pending: () => [item], last: () => at };
      const received = `ana received ${quoted}.`;
      expect(mismatchOf(() => expectSilence([hearer], {}, 'it', 'Why.'))).toMatchObject({ received, at });
    }
    const deaf = { name: 'ana', pending: () => [], last: () => at };
    expect(mismatchOf(() => expectOnly(deaf, {}, 'packet', 'Why.'))).toMatchObject({ at });
  });

  it('expect it of every member', () => {
    const [ana, bo] = [clientWith({ type: 'said' }), clientWith()];
    expect(mismatchOf(() => expectOnly([ana, bo], { type: 'said' }, 'said', 'Once.'))).toMatchObject({
      received: 'ana received nothing.',
    });
  });

  it('expect silence after a witness', async () => {
    const order: string[] = [];
    const witness = Promise.resolve().then(() => void order.push('witness'));
    const rig = { settle: async () => void order.push('settled') };
    await expectSilenceAfter(rig, witness, [clientWith({ type: 'dm' })], { type: 'said' }, 'said', 'Privacy.');
    expect(order).toEqual(['witness', 'settled']);
    const leaked = expectSilenceAfter(rig, witness, [clientWith({ type: 'dm' })], { type: 'dm' }, 'dm', 'Privacy.');
    await expect(leaked).rejects.toMatchObject({ at: { link: 'ana', entry: 0 } });
  });

  it('expect a close with one of some codes', async () => {
    const at = { link: 'ana', entry: 4 };
    const closing = (closed: Closed) => Object.assign(clientWith(), { nextClose: async () => closed });
    await expectClosed(closing({ code: 1009, reason: '', at, time: 0 }), [1008, 1009], 'ana sends too much', 'Limits.');
    const wrong = expectClosed(
      closing({ code: 1000, reason: 'bye', at, time: 0 }),
      [1008, 1009],
      'ana sends too much',
      'Limits.',
    );
    await expect(wrong).rejects.toMatchObject({
      expected: 'ana sends too much: the connection is closed with 1008 or 1009.',
      received: 'It was closed with 1000 "bye".',
      at,
    });
  });

  it('expect an error with one of some codes, on a connection that stays open', async () => {
    const replying = (json: unknown, closed?: Closed) => {
      const client = clientWith(json);
      return Object.assign(client, { next: async () => client.pending()[0], closed });
    };
    const expecting = (client: WebSocketClient) =>
      expectError(client, ['BAD_JSON', 'BAD_MESSAGE'], 'ana sends {', 'Answer.', {
        codeOf: (json) => (json as { payload?: { code: unknown } }).payload?.code,
      });
    await expecting(replying({ type: 'error', payload: { code: 'BAD_JSON' } }));
    await expect(expecting(replying({ type: 'error', code: 'BAD_JSON' }))).rejects.toMatchObject({
      expected:
        'ana sends {: the reply is an error with the code BAD_JSON or BAD_MESSAGE, and the connection stays open.',
      received: 'The reply is {"type":"error","code":"BAD_JSON"}.',
    });
    const closed = { code: 1011, reason: '', at: undefined, time: 0 };
    await expect(expecting(replying({ payload: { code: 'BAD_JSON' } }, closed))).rejects.toMatchObject({
      received: 'The connection was closed with 1011.',
    });
  });

  it('expect the headers of an event stream', () => {
    const stream = (status: number, headers: EventStream['headers']) =>
      ({ status, headers, at: undefined }) as EventStream;
    const good = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform' };
    expectSseHeaders(stream(200, good));
    expectSseHeaders(stream(200, { ...good, 'cache-control': 'private, no-store' }));
    for (const [status, headers, received] of [
      [404, good, 'The status is 404.'],
      [200, { ...good, 'content-type': 'text/event-streams' }, 'Content-Type is text/event-streams.'],
      [200, { ...good, 'cache-control': 'max-age=5' }, 'Cache-Control is max-age=5.'],
      [200, { ...good, 'content-length': '9' }, 'Content-Length is 9.'],
    ] as const) {
      expect(mismatchOf(() => expectSseHeaders(stream(status, headers)))).toMatchObject({ received });
    }
  });

  it('expect what a value comes to rest at', async () => {
    const reading = (...values: readonly unknown[]) => {
      const rest = [...values];
      let settled = 0;
      const rig = { settle: async () => void settled++ };
      const read = async () => {
        const json = rest.length > 1 ? rest.shift() : rest[0];
        return { ...response(200, JSON.stringify(json), 'application/json'), json };
      };
      return { rig, read, settled: () => settled };
    };
    const late = reading({ connections: 2, timers: 1 }, { connections: 0, timers: 1 });
    const atMostOne = (count: unknown) => Number(count) <= 1;
    await expectFixedPoint(late.rig, late.read, { connections: 0, timers: atMostOne }, 'GET /stats', 'Leaks.');
    expect(late.settled()).toBe(2);
    const leak = reading({ connections: 2, extra: [], timers: 5 });
    const judged = expectFixedPoint(leak.rig, leak.read, { connections: 2, timers: atMostOne }, 'GET /stats', 'Leaks.');
    await expect(judged).rejects.toMatchObject({
      expected: 'GET /stats answers 200 with {"connections":2,"timers":"(at most one)"}, when all has come to rest.',
      received: 'Status 200 with {"connections":2,"extra":[],"timers":5}',
    });
    const text = reading({ connections: '2', timers: '1' });
    const wanted = { connections: 2, timers: atMostOne };
    await expect(expectFixedPoint(text.rig, text.read, wanted, 'GET /stats', 'Leaks.')).rejects.toMatchObject({
      why: expect.stringContaining('A number in JSON stands without quotes'),
    });
    const byWhat = (found: unknown) => `There are ${JSON.stringify(found)}.`;
    await expect(expectFixedPoint(leak.rig, leak.read, { timers: 0 }, 'GET /stats', byWhat)).rejects.toMatchObject({
      why: 'There are {"connections":2,"extra":[],"timers":5}.',
    });
    let count = 0;
    const restless = { rig: leak.rig, read: async () => response(200, String(count++), '') };
    await expect(expectFixedPoint(restless.rig, restless.read, {}, 'GET /stats', 'Leaks.')).rejects.toMatchObject({
      received: 'Status 200 with 4',
    });
  });
});
