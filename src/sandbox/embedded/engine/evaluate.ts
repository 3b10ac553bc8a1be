/**
 * How source becomes code. Evaluated code names itself by `//# sourceURL`; WebKit gives it no place in stack traces, though, and
 * tells nothing of an error that nobody caught in it, so there each file is loaded as a script of its own.
 */
import { nameScript } from './places.ts';

/** Gives the value of an expression. */
export type Evaluate = (code: string) => unknown;

interface ScriptLoader {
  importScripts?(...urls: string[]): void;
}

// biome-ignore lint/security/noGlobalEval: indirect, so evaluated code sees the global scope only; in a worker that it has to itself
const evaluateCode = globalThis.eval as Evaluate;
/** Where a script leaves its value, for as long as it takes to fetch it. */
const KEY = '$script';
const PROBE = 'place.probe';
const SOURCE_NAME = /\n\/\/# sourceURL=([^\n]*)\s*$/;

function namesEvaluatedCode(): boolean {
  const probe = evaluateCode(`(function () { return new Error().stack })\n//# sourceURL=${PROBE}`) as () => unknown;
  return String(probe()).includes(PROBE);
}

/** Must come before the browser's own functions are taken away. */
export function createEvaluate(): Evaluate {
  const { importScripts } = globalThis as ScriptLoader;
  if (!importScripts || namesEvaluatedCode()) return evaluateCode;
  return scriptEvaluate(importScripts.bind(globalThis));
}

function scriptEvaluate(importScripts: (url: string) => void): Evaluate {
  const { Blob, URL } = globalThis;
  const { createObjectURL } = URL;
  return (code) => {
    const file = SOURCE_NAME.exec(code)?.[1];
    if (file === undefined) return evaluateCode(code);
    // The value is an expression of ours around the program's text: nothing of the program runs yet.
    const head = `globalThis.${KEY}=`;
    const url = createObjectURL(new Blob([head, code], { type: 'text/javascript' }));
    nameScript(url, file, head.length);
    // Never revoked: of an error from an address that it does not know any more, WebKit tells nothing.
    try {
      importScripts(url);
      return Reflect.get(globalThis, KEY);
    } finally {
      Reflect.deleteProperty(globalThis, KEY);
    }
  };
}
