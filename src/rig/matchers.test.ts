import { describe, expect, it } from 'vitest';
import { matches } from './clients/inbox.ts';
import { describeResponse, expectOnly, expectSilence, expectStatus } from './matchers.ts';
import type { HttpResponse, MessageMatch, ReceivedMessage, WebSocketClient } from './rig.ts';

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
});
