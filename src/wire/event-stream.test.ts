import { describe, expect, it } from 'vitest';
import { EventStreamDecoder, type StreamItem } from './event-stream.ts';
import { encodeUtf8 } from './text.ts';

/** The items of a stream, in pieces of `size` bytes. */
function read(stream: string | Uint8Array, size = Number.POSITIVE_INFINITY, lastEventId = ''): StreamItem[] {
  const bytes = typeof stream === 'string' ? encodeUtf8(stream) : stream;
  const decoder = new EventStreamDecoder(lastEventId);
  const items: StreamItem[] = [];
  const step = Math.min(size, Math.max(1, bytes.length));
  for (let at = 0; at < bytes.length; at += step)
    items.push(...decoder.push(bytes.subarray(at, at + step)).map(({ item }) => item));
  return items;
}

const event = (data: string, lastEventId = '', type = 'message') => ({ of: 'event', type, data, lastEventId });

describe('the examples of WHATWG HTML §9.2', () => {
  it.each([
    ['three lines of data', 'data: YHOO\ndata: +2\ndata: 10\n\n', [event('YHOO\n+2\n10')]],
    [
      'comment, ids, and an end without a blank line',
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n',
      [{ of: 'comment', text: 'test stream' }, event('first event', '1'), event('second event')],
    ],
    ['empty data', 'data\n\ndata\ndata\n\ndata:\n', [event(''), event('\n')]],
    ['one space after the colon', 'data:test\n\ndata: test\n\n', [event('test'), event('test')]],
    [
      'named events',
      'event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n',
      [event('73857293', '', 'add'), event('2153', '', 'remove'), event('113411', '', 'add')],
    ],
  ])('%s', (_, stream, items) => {
    expect(read(stream)).toEqual(items);
  });
});

describe('an event stream', () => {
  it('ends its lines with CR, LF or CRLF, mixed', () => {
    for (const end of ['\r', '\n', '\r\n']) {
      expect(read(`data: a${end}data: b${end}${end}data: c${end}${end}`)).toEqual([event('a\nb'), event('c')]);
    }
    expect(read('data: a\rdata: b\r\ndata: c\n\r\n')).toEqual([event('a\nb\nc')]);
  });

  it('reads the same however it is cut', () => {
    const stream = '\ufeffid: é漢\r\ndata: one\r\n\r\n:c\r\r\ndata: 𝄞\rid: 2\n\nretry: 10\n\nevent: x\r\n\r\nid: 3\n\n';
    const whole = read(stream);
    expect(whole).toEqual([
      event('one', 'é漢'),
      { of: 'comment', text: 'c' },
      event('𝄞', '2'),
      { of: 'retry', ms: 10 },
      { of: 'id', lastEventId: '3' },
    ]);
    for (let size = 1; size <= encodeUtf8(stream).length; size++) expect(read(stream, size)).toEqual(whole);
  });

  it('starts with at most one byte order mark', () => {
    expect(read('\ufeffdata: a\n\n')).toEqual([event('a')]);
    expect(read('\ufeff\ufeffdata: a\n\n')).toEqual([]);
    expect(read('\n\ufeffdata: a\n\n')).toEqual([]);
  });

  it('keeps an id until another comes, clears it by an empty one, and ignores one with NUL', () => {
    expect(read('id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid:\ndata: d\n\n')).toEqual([
      event('a', '1'),
      event('b', '1'),
      event('c', '1'),
      event('d', ''),
    ]);
    expect(read('data: resumed\n\n', 1, '7')).toEqual([event('resumed', '7')]);
  });

  it('keeps the id of a block without data, and not that of a block that is cut', () => {
    const decoder = new EventStreamDecoder();
    decoder.push(encodeUtf8('id: 4\n\nid: 5\ndata: x\n'));
    expect([decoder.lastEventId, decoder.isIncomplete]).toEqual(['4', true]);
    decoder.push(encodeUtf8('\n'));
    expect([decoder.lastEventId, decoder.isIncomplete]).toEqual(['5', false]);
  });

  it('takes digits only for retry, and nothing but its own fields', () => {
    expect(read('retry: 0500\n\n')).toEqual([{ of: 'retry', ms: 500 }]);
    for (const value of ['1.5', '1s', '-1', '', ' 5', '٣']) expect(read(`retry: ${value}\n\n`)).toEqual([]);
    expect(read('Data: a\ndata : b\nfoo: c\nevent: gone\n\ndata: d\n\n')).toEqual([event('d')]);
  });

  it('replaces what is no UTF-8', () => {
    expect(read(Uint8Array.of(...encodeUtf8('data: a'), 0xff, 0xc3, 0x0a, 0x0a))).toEqual([event('a\ufffd\ufffd')]);
  });

  it('tells where each item ends', () => {
    const stream = ': hi\r\n\r\ndata: a\n\n\ndata: b\n\nda';
    const placed = new EventStreamDecoder().push(encodeUtf8(stream));
    expect(placed.map(({ end }, n) => stream.slice(placed[n - 1]?.end ?? 0, end))).toEqual([
      ': hi\r\n\r\n',
      'data: a\n\n\n',
      'data: b\n\n',
    ]);
  });
});
