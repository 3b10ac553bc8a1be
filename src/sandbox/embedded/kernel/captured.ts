/**
 * The browser's own functions that the kernel needs for as long as the process lives, taken before the program runs:
 * lockdown.ts removes most of them from the global object afterwards, and a program may replace any prototype.
 */
import { engine } from '../engine/index.ts';

interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

const scope = globalThis as unknown as WorkerScope;

export const native = {
  Date: globalThis.Date,
  DOMException: globalThis.DOMException,
  MessageChannel: globalThis.MessageChannel,
  Promise: globalThis.Promise,
  Proxy: globalThis.Proxy,
  TextDecoder: globalThis.TextDecoder,
  TextEncoder: globalThis.TextEncoder,
  URL: globalThis.URL,
  URLPattern: (globalThis as { URLPattern?: unknown }).URLPattern,
  evaluate: engine.evaluate,
  queueMicrotask: globalThis.queueMicrotask.bind(globalThis),
  setTimeout: globalThis.setTimeout.bind(globalThis) as unknown as (callback: () => void, ms: number) => number,
  clearTimeout: globalThis.clearTimeout.bind(globalThis) as unknown as (timer: number) => void,
  structuredClone: globalThis.structuredClone.bind(globalThis),
  performanceNow: performance.now.bind(performance),
  timeOrigin: performance.timeOrigin,
  /** The address of this worker's script, as stack frames name it. */
  script: globalThis.location.href,
  consoleError: console.error.bind(console),
  hardwareConcurrency: navigator.hardwareConcurrency,
  postMessage: scope.postMessage.bind(scope) as WorkerScope['postMessage'],
  close: scope.close?.bind(scope) as WorkerScope['close'],
  listen: scope.addEventListener.bind(scope) as WorkerScope['addEventListener'],
} as const;

const postToPort = MessagePort.prototype.postMessage;
interface TextReader {
  readAsText(blob: Blob): string;
}

const { FileReaderSync } = globalThis as unknown as { FileReaderSync: new () => TextReader };
const reader = new FileReaderSync();
const { readAsText } = FileReaderSync.prototype;
const { slice } = Blob.prototype;

/** A part of a blob, in bytes, as text; without waiting. */
export function readText(blob: Blob, start: number, end: number): string {
  return Reflect.apply(readAsText, reader, [Reflect.apply(slice, blob, [start, end])]);
}

const addEventListener = EventTarget.prototype.addEventListener;
const stopImmediatePropagation = Event.prototype.stopImmediatePropagation;

/** `port.postMessage`, whatever a program did to its prototype. */
export function postTo(port: MessagePort, message: unknown, transfer: Transferable[] = []): void {
  Reflect.apply(postToPort, port, [message, transfer]);
}

/** `target.addEventListener`, likewise. */
export function addListener(target: EventTarget, type: string, listener: (event: Event) => void): void {
  Reflect.apply(addEventListener, target, [type, listener]);
}

/** `event.stopImmediatePropagation`, likewise. */
export function stopEvent(event: Event): void {
  Reflect.apply(stopImmediatePropagation, event, []);
}
