/**
 * A browser engine as the embedded runtime's host and the tests drive it: it opens pages, and that is nearly all. What a
 * page has to tell it tells over its own WebSocket.
 */

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export interface Engine {
  readonly name: EngineName;
  /** Starts a headless browser, which is installed when it is missing and can be. @throws Error that says how to get one. */
  launch(): Promise<EngineBrowser>;
}

export interface EngineBrowser extends AsyncDisposable {
  /** The program that was started, for messages. */
  readonly program: string;
  open(url: string): Promise<EnginePage>;
}

export interface EnginePage extends AsyncDisposable {
  /** What the page has complained about so far: uncaught errors, a broken policy. Empty where a driver is not told. */
  readonly problems: readonly string[];
  /** The value of an expression in the page, awaited; it must be JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Clicks the one element that an XPath names, when it is there and can be clicked. */
  click(xpath: string): Promise<void>;
  reload(): Promise<void>;
  /** Presses a key with Control held. */
  pressControl(key: 'a' | 'Enter'): Promise<void>;
}

/** A browser that does not open a bare page within this time is broken, ms. */
export const START_TIMEOUT = 60_000;

/** A bound for one step of a test on a machine that does much else, not a promise of speed, ms. */
export const PATIENCE = 180_000;

const NAMES: readonly EngineName[] = ['chromium', 'firefox', 'webkit'];

/** The engine that the variable `DUPLEX_ENGINE` names: Chromium unless told. The others are loaded only when named. */
export async function testEngine(name = process.env['DUPLEX_ENGINE'] ?? 'chromium'): Promise<Engine> {
  switch (name) {
    case 'chromium':
      return (await import('./chromium.ts')).chromiumEngine;
    case 'firefox':
      return (await import('./firefox.ts')).firefoxEngine;
    case 'webkit':
      return (await import('./webkit.ts')).webkitEngine;
    default:
      throw new Error(`DUPLEX_ENGINE is ${name}. It can be ${NAMES.join(', ')}.`);
  }
}
