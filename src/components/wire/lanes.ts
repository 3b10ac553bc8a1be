/** Which lane of the wire view shows what in one row. */
import type { Row } from '../../rig/protocol.ts';

export interface Lane {
  readonly link: string;
  readonly label: string;
}

/** Above this many, lanes would take the place of the bytes: only the selected row's is drawn. */
export const MOST_LANES = 8;
const LABEL_LENGTH = 5;

export const countLinks = (rows: readonly Row[]) => new Set(rows.map((row) => row.link)).size;

export function lanesOf(rows: readonly Row[]): readonly Lane[] {
  const links = new Set(rows.map((row) => row.link));
  return [...links].map((link) => ({
    link,
    label: link.length > LABEL_LENGTH ? `${link.slice(0, LABEL_LENGTH - 1)}…` : link,
  }));
}

/**
 * The lanes that are drawn beside these rows: all of them, or, when they are too many, those of the rows around `near`
 * (the chosen row, or the marked one) as far as they fit; its own always.
 */
export function drawnLanes(rows: readonly Row[], near: number | undefined): readonly Lane[] {
  const all = lanesOf(rows);
  if (all.length <= MOST_LANES) return all;
  const own = rows.find((row) => row.id === near)?.link;
  return all.filter((lane) => lane.link === own);
}

/** The part of `count` rows that is drawn: at most `most`, with `at` among them, else the newest. */
export function windowOf(count: number, most: number, at: number | undefined): readonly [from: number, to: number] {
  const newest = Math.max(0, count - most);
  if (at === undefined || at < 0 || at >= newest) return [newest, count];
  const from = Math.max(0, at - Math.floor(most / 2));
  return [from, Math.min(count, from + most)];
}

/** First and last row of each link: outside them its lane is not drawn. */
export function lifetimes(rows: readonly Row[]): ReadonlyMap<string, readonly [first: number, last: number]> {
  const spans = new Map<string, readonly [number, number]>();
  for (const [n, row] of rows.entries()) spans.set(row.link, [spans.get(row.link)?.[0] ?? n, n]);
  return spans;
}

const labels: Readonly<Record<string, string>> = {
  request: 'HTTP',
  response: 'HTTP',
  event: 'TCP',
  continuation: 'cont.',
  sse: 'event',
  operation: 'gate',
};

/** The kind as the wire view names it: control frames by their own names, HTTP heads as HTTP. */
export function kindLabel(kind: string): string {
  return labels[kind] ?? kind;
}

export const isControl = (kind: string) => kind === 'ping' || kind === 'pong' || kind === 'close';

/** `12.345`: seconds and ms since the recording began; minutes in front past the first. */
export function clock(time: number): string {
  const ms = Math.floor(time);
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return minutes > 0 ? `${String(minutes).padStart(2, '0')}:${seconds}` : seconds;
}
