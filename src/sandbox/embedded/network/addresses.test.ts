import { describe, expect, it } from 'vitest';
import { canBind, collide, destination, takes } from './addresses.ts';

describe('addresses of the sandbox', () => {
  it.each([
    ['127.0.0.1', { address: '127.0.0.1', family: 4 }],
    ['0.0.0.0', { address: '127.0.0.1', family: 4 }],
    ['127.1.2.3', { address: '127.1.2.3', family: 4 }],
    ['::1', { address: '::1', family: 6 }],
    ['::', { address: '::1', family: 6 }],
    ['::ffff:127.0.0.1', { address: '127.0.0.1', family: 4 }],
    ['10.0.0.1', undefined],
    ['2001:db8::1', undefined],
  ])('a connection to %s goes to %o', (address, expected) => {
    expect(destination(address)).toEqual(expected);
  });

  it('binds loopback and the wildcards only', () => {
    expect(['127.0.0.1', '127.0.0.2', '0.0.0.0', '::', '::1'].every(canBind)).toBe(true);
    expect(['10.0.0.1', '192.168.1.1', '::2'].some(canBind)).toBe(false);
  });

  it('lets a listener on :: take both families, and one on 0.0.0.0 only IPv4', () => {
    expect(takes('::', '127.0.0.1')).toBe(true);
    expect(takes('::', '::1')).toBe(true);
    expect(takes('0.0.0.0', '127.0.0.1')).toBe(true);
    expect(takes('0.0.0.0', '::1')).toBe(false);
    expect(takes('127.0.0.1', '127.0.0.2')).toBe(false);
  });

  it('sees who stands in whose way', () => {
    expect(collide('::', '127.0.0.1')).toBe(true);
    expect(collide('127.0.0.1', '0.0.0.0')).toBe(true);
    expect(collide('0.0.0.0', '::')).toBe(true);
    expect(collide('127.0.0.1', '::1')).toBe(false);
    expect(collide('127.0.0.1', '127.0.0.2')).toBe(false);
  });
});
