/** The text of Node's library: what most programs need is read when the worker boots, any other file when it is asked for. */
import index from 'duplex:node-index';
import { engine } from '../engine/index.ts';
import { readText } from './captured.ts';

let library: Blob | undefined;
let common = '';

/** Comes before anything else of the kernel. */
export function openSources(text: Blob): void {
  library = text;
  common = readText(text, 0, index.common);
}

/** A file of which there is a form without `using`, for engines that cannot read it. */
const LOWERED = 'lowered:';

/** @returns undefined when there is no such file. */
export function sourceOf(id: string): string | undefined {
  const lowered = `${LOWERED}${id}`;
  const key = !engine.readsUsing && Object.hasOwn(index.files, lowered) ? lowered : id;
  const place = Object.hasOwn(index.files, key) ? index.files[key] : undefined;
  if (!place || !library) return undefined;
  const [start, end] = place;
  return end <= index.common ? common.slice(start, end) : readText(library, start, end);
}

/** All of it, for `process.binding('natives')`. */
export function allSources(): Record<string, string> {
  const ids = Object.keys(index.files).filter((id) => !id.startsWith(LOWERED));
  return Object.fromEntries(ids.map((id) => [id, sourceOf(id) ?? '']));
}
