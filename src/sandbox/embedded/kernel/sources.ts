/** The text of Node's library: what most programs need is read when the worker boots, any other file when it is asked for. */
import index from 'duplex:node-index';
import { readText } from './captured.ts';

let library: Blob | undefined;
let common = '';

/** Comes before anything else of the kernel. */
export function openSources(text: Blob): void {
  library = text;
  common = readText(text, 0, index.common);
}

/** @returns undefined when there is no such file. */
export function sourceOf(id: string): string | undefined {
  const place = Object.hasOwn(index.files, id) ? index.files[id] : undefined;
  if (!place || !library) return undefined;
  const [start, end] = place;
  return end <= index.common ? common.slice(start, end) : readText(library, start, end);
}

/** All of it, for `process.binding('natives')`. */
export function allSources(): Record<string, string> {
  return Object.fromEntries(Object.keys(index.files).map((id) => [id, sourceOf(id) ?? '']));
}
