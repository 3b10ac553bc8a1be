/** The figures of the benchmark: what each is called, and how it is drawn from the rounds. */
import type { Plan, Round } from './rounds.ts';

/** What can be asked for with `--only`. */
export const SECTIONS = ['boot', 'echo', 'broadcast', 'check', 'page'] as const;
export type Section = (typeof SECTIONS)[number];

/** One figure of both runtimes. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | '/s';
  readonly section: Section;
  /** The values of one round. */
  readonly pick: (round: Round) => readonly number[];
}

const one = (value: number | undefined) => (value === undefined ? [] : [value]);

/** The time of a whole check is measured by check-time.ts. */
export const FIGURES: readonly Figure[] = [
  { name: 'first Run, from no sandbox', unit: 'ms', section: 'boot', pick: (round) => [round.fromNothing] },
  { name: 'Run, sandbox at hand', unit: 'ms', section: 'boot', pick: (round) => round.run ?? [] },
  { name: 'Run at once after a Run', unit: 'ms', section: 'boot', pick: (round) => round.restart ?? [] },
  { name: 'echo, 1 connection', unit: '/s', section: 'echo', pick: (round) => one(round.echo1) },
  { name: 'echo, 50 connections', unit: '/s', section: 'echo', pick: (round) => one(round.echo50) },
  { name: 'broadcast to 1000, p50', unit: 'ms', section: 'broadcast', pick: (round) => one(round.broadcast?.p50) },
  { name: 'broadcast to 1000, p99', unit: 'ms', section: 'broadcast', pick: (round) => one(round.broadcast?.p99) },
];

/** How long and how much each section measures in one round. */
export function planOf(sections: ReadonlySet<Section>): Plan {
  return {
    ...(sections.has('boot') && { starts: { count: 3, pause: 700 } }),
    ...(sections.has('echo') && { echo: { ms: 1000 } }),
    ...(sections.has('broadcast') && { broadcast: { members: 1000, rounds: 10 } }),
  };
}
