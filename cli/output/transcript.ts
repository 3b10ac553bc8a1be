/** The rows of a transcript around the one that a verdict points at, as text. */
import type { Row, Transcript } from '../../src/rig/protocol.ts';
import { type Paint, printable } from './paint.ts';

const BEFORE = 6;
const AFTER = 2;
/** Shown when no row is marked: how it ended. */
const LAST = 6;
const PREVIEW = 100;

export function transcriptText(transcript: Transcript, style: Paint): string {
  const { rows, marked } = transcript;
  const at = rows.findIndex((row) => row.id === marked);
  const from = at < 0 ? Math.max(0, rows.length - LAST) : Math.max(0, at - BEFORE);
  const shown = at < 0 ? rows.slice(from) : rows.slice(from, at + AFTER + 1);
  const link = Math.max(...shown.map((row) => row.link.length), 0);
  const kind = Math.max(...shown.map((row) => row.kind.length), 0);
  const earlier = from + transcript.dropped;
  const lines = shown.map((row) => {
    const line = `${row.id === marked ? '▶' : ' '} ${rowText(row, link, kind)}`;
    return row.id === marked ? style.bold(line) : style.dim(line);
  });
  if (earlier > 0) lines.unshift(style.dim(`  … ${earlier} earlier ${earlier === 1 ? 'row' : 'rows'}`));
  return lines.join('\n');
}

/** `1.250 s  ana  ↑ text  {"type":"join","room":"eng"}` */
function rowText({ time, link, direction, kind, preview }: Row, linkWidth: number, kindWidth: number): string {
  const arrow = direction === 'up' ? '↑' : direction === 'down' ? '↓' : '·';
  const text = preview.length > PREVIEW ? `${preview.slice(0, PREVIEW)}…` : preview;
  const columns = [
    `${(time / 1000).toFixed(3)} s`.padStart(9),
    printable(link).padEnd(linkWidth),
    arrow,
    kind.padEnd(kindWidth),
  ];
  return `${columns.join('  ')}  ${printable(text).replaceAll('\n', '␊')}`.trimEnd();
}
