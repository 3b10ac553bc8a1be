import { expect, it } from 'vitest';
import { HttpDecoder } from '../wire/http1.ts';
import { handshakeHead, jsonRequest, requestHead } from './request-text.ts';

it('ends a head with a blank line, and says that the connection is closed unless told', () => {
  expect(requestHead('GET', '/a')).toBe('GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(requestHead('GET', '/a', { Connection: 'keep-alive' })).toContain('\r\nConnection: keep-alive\r\n');
});

it('asks for a WebSocket', () => {
  expect(handshakeHead('/ws', { Origin: 'https://a.test' }).split('\r\n')).toEqual([
    'GET /ws HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Origin: https://a.test',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ]);
});

it('counts the bytes of a body, not its characters', () => {
  const { bytes, bodyAt } = jsonRequest('POST', '/b', { text: 'Zoë' });
  expect(bytes.subarray(bodyAt).toString()).toBe('{"text":"Zoë"}');
  expect(new HttpDecoder('request').push(bytes).at(-1)).toMatchObject({ type: 'end' });
});
