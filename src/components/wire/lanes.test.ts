import { describe, expect, it } from 'vitest';
import type { Row } from '../../rig/protocol.ts';
import { clock, drawnLanes, kindLabel, lifetimes, windowOf } from './lanes.ts';

const rowsOf = (links: readonly string[]): Row[] =>
  links.map((link, id) => ({ id, link, entry: 0, time: 0, kind: 'text', length: 1, preview: '' }));

describe('the lanes of the wire', () => {
  it('are one a link, in the order in which the links came', () => {
    const lanes = drawnLanes(rowsOf(['ben', 'ana', 'ben', 'maximilian']), undefined);
    expect(lanes.map(({ link, label }) => [link, label])).toEqual([
      ['ben', 'ben'],
      ['ana', 'ana'],
      ['maximilian', 'maxi…'],
    ]);
  });

  it('are the chosen row’s alone when they are too many', () => {
    const rows = rowsOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
    expect(drawnLanes(rows, 4).map(({ link }) => link)).toEqual(['e']);
    expect(drawnLanes(rows, undefined)).toEqual([]);
  });

  it('last from the first row of their link to the last', () => {
    expect([...lifetimes(rowsOf(['ana', 'ben', 'ana', 'ben']))]).toEqual([
      ['ana', [0, 2]],
      ['ben', [1, 3]],
    ]);
  });
});

describe('the drawn part of many rows', () => {
  it('is the newest, until an older row is chosen', () => {
    expect(windowOf(10, 400, undefined)).toEqual([0, 10]);
    expect(windowOf(1000, 400, undefined)).toEqual([600, 1000]);
    expect(windowOf(1000, 400, 700)).toEqual([600, 1000]);
    expect(windowOf(1000, 400, 500)).toEqual([300, 700]);
    expect(windowOf(1000, 400, 3)).toEqual([0, 400]);
  });
});

it('writes times as seconds, and minutes when there are any', () => {
  expect([0, 1201.4, 59_999.9, 61_005].map(clock)).toEqual(['00.000', '01.201', '59.999', '01:01.005']);
});

describe('the kinds of the wire', () => {
  it('have names of their own for what is no frame', () => {
    expect(['request', 'event', 'sse', 'comment', 'operation', 'text'].map(kindLabel)).toEqual([
      'HTTP',
      'TCP',
      'event',
      'comment',
      'gate',
      'text',
    ]);
  });
});
