/** The figures of the benchmark: what each is called, how it is drawn from the rounds, and what it should be. */
import type { Round } from './rounds.ts';

/** What can be asked for with `--only`. */
export const SECTIONS = ['boot', 'echo', 'broadcast', 'connections', 'memory', 'check', 'page', 'size'] as const;
export type Section = (typeof SECTIONS)[number];

export type Unit = 'ms' | '/s' | 'bytes';

/** What a figure of the embedded runtime should be: beside native Node's, or by itself. */
export interface Target {
  readonly of: 'ratio' | 'value';
  readonly sign: '<=' | '>=';
  readonly limit: number;
}

/** One figure of both runtimes. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly section: Section;
  readonly target?: Target;
  /** The values of one round. */
  readonly pick: (round: Round) => readonly number[];
}

const one = (value: number | undefined) => (value === undefined ? [] : [value]);
const ratio = (sign: Target['sign'], limit: number): Target => ({ of: 'ratio', sign, limit });
const atMost = (limit: number): Target => ({ of: 'value', sign: '<=', limit });

/** The time of a whole check is measured by check-time.ts, sizes by sizes.ts. */
export const FIGURES: readonly Figure[] = [
  {
    ...{ name: 'first Run on a loaded page', unit: 'ms', section: 'boot', target: atMost(600) },
    pick: (round) => [round.fromNothing],
  },
  {
    ...{ name: 'Run, sandbox at hand', unit: 'ms', section: 'boot', target: ratio('<=', 1.3) },
    pick: (round) => round.run ?? [],
  },
  { name: 'Run at once after a Run', unit: 'ms', section: 'boot', pick: (round) => round.restart ?? [] },
  {
    ...{ name: 'echo, 1 connection', unit: '/s', section: 'echo', target: ratio('>=', 0.6) },
    pick: (round) => one(round.echo1),
  },
  {
    ...{ name: 'echo, 50 connections', unit: '/s', section: 'echo', target: ratio('>=', 1) },
    pick: (round) => one(round.echo50),
  },
  { name: 'broadcast to 1000, p50', unit: 'ms', section: 'broadcast', pick: (round) => one(round.broadcast?.p50) },
  {
    ...{ name: 'broadcast to 1000, p99', unit: 'ms', section: 'broadcast', target: ratio('<=', 1) },
    pick: (round) => one(round.broadcast?.p99),
  },
  { name: 'connecting 4900 more', unit: 'ms', section: 'connections', pick: (round) => one(round.crowd?.connectMs) },
  {
    ...{ name: 'broadcast to 5000, p99', unit: 'ms', section: 'connections', target: atMost(100) },
    pick: (round) => one(round.crowd?.p99),
  },
  {
    ...{ name: 'memory of a connection', unit: 'bytes', section: 'memory', target: atMost(20_000) },
    pick: (round) => one(round.bytesPerConnection),
  },
];
