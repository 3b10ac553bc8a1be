import { describe, expect, it } from 'vitest';
import { placeIn } from './place.ts';

const FILES = ['server.ts', 'rooms/index.ts'];

describe('a place in a line of output', () => {
  it('is read from a stack frame, however the path is written', () => {
    const place = { file: 'server.ts', line: 5, column: 7 };
    expect(placeIn('    at Object.<anonymous> (server.ts:5:7)', FILES)).toEqual(place);
    expect(placeIn('    at run (/app/server.ts:5:7)', FILES)).toEqual(place);
    expect(placeIn('    at file:///app/server.ts:5:7', FILES)).toEqual(place);
    expect(placeIn('server.ts:5:7', FILES)).toEqual(place);
  });

  it('may have no column, and a folder', () => {
    expect(placeIn('rooms/index.ts:2', FILES)).toEqual({ file: 'rooms/index.ts', line: 2, column: undefined });
  });

  it('is none in files that are not the learner’s', () => {
    expect(placeIn('    at Module._compile (node:internal/modules/cjs/loader:1956:14)', FILES)).toBeUndefined();
    expect(placeIn('    at /node_modules/ws/lib/server.ts:1:1', FILES)).toBeUndefined();
    expect(placeIn('listening on localhost:3000', FILES)).toBeUndefined();
  });
});
