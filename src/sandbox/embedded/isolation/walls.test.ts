/**
 * The outer wall: the frame's origin and its policy. Here a script has every interface of the browser, in the worker
 * that the real frame makes and in the frame itself, and must reach nobody all the same.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineBrowser, type EngineName, testEngine } from '../../../../build/engines/engine.ts';
import { openHost } from '../host/index.ts';
import { buildInto, type OtherParts } from '../host/testing.ts';
import {
  type Attempts,
  blobOf,
  IN_WINDOW,
  IN_WORKER,
  NAVIGATION,
  OVER_UDP,
  PRECONNECTING,
  STORAGE,
  STORAGE_IN_WINDOW,
  script,
} from './attempts.ts';
import { OWN_WALLS } from './engines.ts';
import { type LeakServer, openLeakServer } from './leak-server.ts';

/** How long an attempt may go without an outcome, ms. */
const PATIENCE = 1500;
/** How long all of them together may take in a script that does not hang, ms. */
const ALL_PATIENCE = 30_000;
/** How often what the engine may hang in is tried. */
const TRIES = 5;

/** RFC 8489, section 5: what every STUN message has after its type and length. */
const STUN_COOKIE = '\u0021\u0012';

type Outcomes = Readonly<Record<string, unknown>>;

let leak: LeakServer;
/** For what is meant to be heard: UDP is sent again and again. */
let open: LeakServer;
let browser: EngineBrowser;
let engine: EngineName;
beforeAll(async () => {
  [leak, open] = await Promise.all([openLeakServer(), openLeakServer()]);
  const { name, launch } = await testEngine();
  engine = name;
  browser = await launch();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await Promise.all([leak[Symbol.asyncDispose](), open[Symbol.asyncDispose]()]);
});

const hostile = (attempts: Attempts, report: string) => script(attempts, { url: leak.url, patience: PATIENCE }, report);
const harmless = (attempts: Attempts) => script(attempts, { url: open.url, patience: PATIENCE }, '() => {}');

/** Boots the real supervisor on these parts: what they report comes back as the reason why they cannot boot. */
async function outcomesOf(parts: OtherParts, ms = ALL_PATIENCE): Promise<Outcomes> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  try {
    await buildInto(folder, [[]], parts);
    await using host = await openHost({ folder, browser });
    const refusal = await host.runtime.boot({ name: 'bare', hash: '' }, AbortSignal.timeout(ms)).then(
      () => new Error('It booted.'),
      (error: unknown) => error as Error,
    );
    const outcomes = /\{.*\}/s.exec(refusal.message)?.[0];
    if (outcomes === undefined) throw refusal;
    return JSON.parse(outcomes) as Outcomes;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const inWorker = (attempts: Attempts, ms?: number) =>
  outcomesOf(
    {
      worker: {
        script: hostile(attempts, '(outcomes) => setTimeout(() => { throw new Error(JSON.stringify(outcomes)); })'),
        library: '',
      },
    },
    ms,
  );

/** One that the engine may hang in: again until it has come to an outcome. */
async function untilItEnds(attempt: Attempts): Promise<Outcomes> {
  for (let n = 1; n < TRIES; n++) {
    try {
      return await inWorker(attempt, ALL_PATIENCE / TRIES);
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
    }
  }
  return inWorker(attempt);
}

const inFrame = (attempts: Attempts) =>
  outcomesOf({
    frameScript: hostile(
      attempts,
      `(outcomes) => parent.postMessage({ type: 'failed', message: JSON.stringify(outcomes) }, '*')`,
    ),
  });

/** Where no wall is: a page of the leak server itself, opened again as long as the engine hangs in it. */
async function withoutWalls(code: string, isEnough: () => boolean): Promise<void> {
  open.servePage('/open', `<!doctype html><title>open</title><body><script>${code}</script>`);
  for (let n = 0; n < TRIES && !isEnough(); n++) {
    await using _page = await browser.open(`${open.url}/open`);
    await open.until(isEnough, 20_000 / TRIES);
  }
}

/** Each in a worker of its own. */
const inWorkersOfAPage = (attempts: Attempts) =>
  Object.entries(attempts)
    .map(([name, attempt]) => `new Worker(${blobOf(JSON.stringify(harmless({ [name]: attempt })))})`)
    .reduce((made, worker) => `${made} kept.push(${worker});`, 'globalThis.kept = [];');

/** Those of the names that a page of the leak server does not have. */
async function absent(names: readonly string[]): Promise<unknown> {
  open.servePage('/bare', '<!doctype html><title>bare</title>');
  await using page = await browser.open(`${open.url}/bare`);
  return await page.evaluate(`${JSON.stringify(names)}.filter((name) => !(name in globalThis))`);
}

const reached = (attempts: Attempts) => Object.keys(attempts).filter((name) => open.names().has(name));
const without = (attempts: Attempts, ...names: string[]) =>
  Object.fromEntries(Object.entries(attempts).filter(([name]) => !names.includes(name)));

describe('the leak server', () => {
  it.for([
    ['window', IN_WINDOW, () => harmless(IN_WINDOW)],
    // A worker to whom nobody holds on would be collected.
    ['worker', IN_WORKER, () => inWorkersOfAPage(IN_WORKER)],
  ] as const)('hears every attempt of a %s without walls', async ([, attempts, code]) => {
    const names = Object.keys(without(attempts, ...OWN_WALLS[engine].silent));
    await withoutWalls(code(), () => reached(attempts).length === names.length);
    expect(reached(attempts)).toEqual(names);
  });

  it('hears what goes over UDP', async () => {
    const stun = () => open.hits.some(({ over, line }) => over === 'udp' && line.slice(4, 6) === STUN_COOKIE);
    const quic = () => open.hits.some(({ over, line }) => over === 'udp' && line.slice(4, 6) !== STUN_COOKIE);
    const missing = await absent(['WebTransport', 'RTCPeerConnection']);
    expect(missing).toEqual(OWN_WALLS[engine].absent);
    // With neither, nobody can speak UDP.
    if (OWN_WALLS[engine].absent.length === 2) return;
    await withoutWalls(harmless(OVER_UDP), () => stun() && quic());
    expect([stun(), quic()]).toEqual([true, true]);
  });
});

describe('a script with all that the browser has', () => {
  it("reaches nobody from a program's worker", async () => {
    const { fatal, granted, hanging } = OWN_WALLS[engine];
    const outcomes = await inWorker(without({ ...IN_WORKER, ...OVER_UDP, ...STORAGE }, ...fatal, ...hanging));
    for (const name of hanging) await untilItEnds({ [name]: IN_WORKER[name] ?? '' });
    for (const [name, attempt] of Object.entries(STORAGE).filter(([name]) => fatal.includes(name)))
      await expect(inWorker({ [name]: attempt }), name).rejects.toThrow('its worker failed.');
    await leak.witness();
    expect(leak.hits).toEqual([]);
    expect(outcomes['rtc']).toMatch(/^ReferenceError/);
    expect(Object.keys(STORAGE).filter((name) => outcomes[name] === true)).toEqual(granted);
  });

  it('sends nothing from the window of the frame, where no program runs', async () => {
    const network = without({ ...IN_WINDOW, ...OVER_UDP }, PRECONNECTING, 'rtc');
    const outcomes = await inFrame({ ...network, ...STORAGE_IN_WINDOW, ...NAVIGATION });
    await leak.witness();
    expect(leak.hits).toEqual([]);
    expect(Object.keys(STORAGE_IN_WINDOW).filter((name) => outcomes[name] === true)).toEqual([]);
    for (const name of Object.keys(NAVIGATION)) expect(outcomes[name]).toMatch(/^SecurityError/);
  });
});
