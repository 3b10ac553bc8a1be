/** What is measured in which round, for how long and how much. */
import type { Section } from './figures.ts';
import type { Plan } from './rounds.ts';

/** Sections that take long: measured in the first rounds only. */
const HEAVY: ReadonlySet<Section> = new Set(['connections', 'memory', 'check']);
const HEAVY_ROUNDS = 3;

/** What is measured in a round, counted from 1. */
export function sectionsOf(round: number, asked: ReadonlySet<Section>): ReadonlySet<Section> {
  return new Set([...asked].filter((section) => round <= HEAVY_ROUNDS || !HEAVY.has(section)));
}

/** How long and how much each section measures in one round. */
export function planOf(sections: ReadonlySet<Section>): Plan {
  return {
    ...(sections.has('boot') && { starts: { count: 2, pause: 700 } }),
    ...(sections.has('echo') && { echo: { ms: 500 } }),
    ...(sections.has('broadcast') && { broadcast: { members: 1000, rounds: 5 } }),
    ...((sections.has('connections') || sections.has('memory')) && { crowd: { few: 100, members: 5000, rounds: 5 } }),
  };
}
