import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Report } from '../protocol.ts';
import { Console } from './console.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('gathers what is printed in 16 ms, in its order', () => {
  const reports: Report[] = [];
  const page = new Console((report) => reports.push(report));
  page.push('stdout', 'a');
  page.push('stdout', 'b');
  page.push('stderr', 'c');
  page.push('stdout', 'd');
  vi.advanceTimersByTime(15);
  expect(reports).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(reports).toEqual([
    { type: 'output', stream: 'stdout', text: 'ab' },
    { type: 'output', stream: 'stderr', text: 'c' },
    { type: 'output', stream: 'stdout', text: 'd' },
  ]);
});

it('counts what is more than a page can show, and begins anew with the next 16 ms', () => {
  const shown: string[] = [];
  const page = new Console((report) => report.type === 'output' && shown.push(report.text));
  for (let n = 0; n < 5; n++) page.push('stdout', 'x'.repeat(10_000));
  vi.advanceTimersByTime(16);
  page.push('stdout', 'after');
  vi.advanceTimersByTime(16);
  expect(shown).toEqual([`${'x'.repeat(32_768)}\n(${50_000 - 32_768} characters more were not shown)\n`, 'after']);
});

it('shows at once what it has when the program ends', () => {
  const shown: string[] = [];
  const page = new Console((report) => report.type === 'output' && shown.push(report.text));
  page.push('stderr', 'last words');
  page.flush();
  expect(shown).toEqual(['last words']);
  vi.advanceTimersByTime(100);
  expect(shown).toHaveLength(1);
});
