/** Which lane of the wire view shows what in one row. */
import type { Row } from '../../rig/protocol.ts';

export interface Lane {
  readonly link: string;
  readonly label: string;
}

/** Above this many, lanes would take the place of the bytes: only the selected row's is drawn. */
export const MOST_LANES = 8;
const LABEL_LENGTH = 5;

export function lanesOf(rows: readonly Row[]): readonly Lane[] {
  const links = new Set(rows.map((row) => row.link));
  return [...links].map((link) => ({
    link,
    label: link.length > LABEL_LENGTH ? `${link.slice(0, LABEL_LENGTH - 1)}…` : link,
  }));
}

/** First and last row of each link: outside them its lane is not drawn. */
export function lifetimes(rows: readonly Row[]): ReadonlyMap<string, readonly [first: number, last: number]> {
  const spans = new Map<string, readonly [number, number]>();
  for (const [n, row] of rows.entries()) spans.set(row.link, [spans.get(row.link)?.[0] ?? n, n]);
  return spans;
}

/** The kind as the wire view names it: control frames by their own names, HTTP heads as HTTP. */
export function kindLabel(kind: string): string {
  return { request: 'HTTP', response: 'HTTP', body: 'body', event: 'TCP', continuation: 'cont.' }[kind] ?? kind;
}

export const isControl = (kind: string) => kind === 'ping' || kind === 'pong' || kind === 'close';

/** `12.345`: seconds and ms since the recording began; minutes in front past the first. */
export function clock(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return minutes > 0 ? `${String(minutes).padStart(2, '0')}:${seconds}` : seconds;
}
