import { describe, expect, it } from 'vitest';
import { flag, type LinkState, type State } from '../control/protocol.ts';
import { Ledger } from './ledger.ts';

const CLIENT = '5000>80';
const SERVER = '80>5000';

function state(...links: LinkState[]): State {
  return { still: true, version: 1, links, connecting: 0, busy: 0, next: null, ending: false, ports: [], foreign: 0 };
}

/** The books after the rig and the server have told these states of one connection. */
function books(rig: LinkState | undefined, server: LinkState | undefined): string | undefined {
  const ledger = new Ledger();
  if (rig) ledger.merge('rig', state(rig));
  if (server) ledger.merge('server', state(server));
  return ledger.unsettled()?.what;
}

describe('the ledger', () => {
  it('is settled when what each end sent has reached the other', () => {
    expect(books([CLIENT, 10, 7, flag.reading, 0], [SERVER, 7, 10, flag.reading, 0])).toBeUndefined();
  });

  it('waits for bytes on their way', () => {
    expect(books([CLIENT, 10, 7, flag.reading, 0], [SERVER, 7, 4, flag.reading, 0])).toBe(
      '4 of 10 bytes from the rig have arrived',
    );
  });

  it('waits for a connection to be accepted, but not for one that has ended', () => {
    expect(books([CLIENT, 0, 0, flag.reading, 0], undefined)).toMatch(/has no other end here/);
    expect(books([CLIENT, 0, 0, flag.destroyed, 0], undefined)).toBeUndefined();
    expect(books([CLIENT, 0, 0, flag.reading | flag.ended, 0], undefined)).toBeUndefined();
  });

  it('waits until a close has been seen', () => {
    expect(books([CLIENT, 10, 7, flag.destroyed, 0], [SERVER, 7, 10, flag.reading, 0])).toBe(
      'the server has not seen the rig close',
    );
    expect(books([CLIENT, 10, 7, flag.destroyed, 0], [SERVER, 7, 10, flag.ended, 0])).toBeUndefined();
  });

  it('does not wait for an end that has stopped reading', () => {
    expect(books([CLIENT, 10, 0, flag.reading, 0], [SERVER, 0, 4, 0, 0])).toBeUndefined();
  });

  it('tells what the other end may feel: all but receiving', () => {
    const ledger = new Ledger();
    expect(ledger.merge('rig', state([CLIENT, 10, 0, flag.reading, 0]))).toBe(true);
    expect(ledger.merge('rig', state([CLIENT, 10, 7, flag.reading, 0]))).toBe(false);
    expect(ledger.merge('rig', state([CLIENT, 10, 9, flag.reading, 0], [CLIENT, 12, 9, flag.reading, 0]))).toBe(true);
    expect(ledger.merge('rig', state([CLIENT, 12, 9, 0, 0]))).toBe(true);
  });

  it('tells the other process nothing of what the rig says to itself', () => {
    const ledger = new Ledger();
    const ends: LinkState[] = [
      ['1>2', 10, 0, flag.reading, 0],
      ['2>1', 0, 4, flag.reading, 0],
    ];
    expect(ledger.merge('rig', state(...ends))).toBe(false);
    expect(ledger.unsettled()).toMatchObject({ what: '4 of 10 bytes from the rig have arrived', isInside: true });
  });
});
