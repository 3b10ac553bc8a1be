/** The page's end of one sandbox frame: makes it, speaks with it, and notices when it is lost. */
import { patience } from '../../../rig/control/cpu-share.ts';
import type { FromFrame, ToFrame } from '../protocol.ts';

/** The frame is asked this often whether it lives, ms. */
const HEARTBEAT = 250;
/** So many questions in a row without an answer mean it is lost. They are counted, not timed, so that a page that was frozen or throttled itself blames nobody. */
const MISSED_BEATS = 8;
/** However starved the machine is, silence is not excused for more than so many times the limit. */
const MOST_PATIENCE = 8;

/**
 * Nobody sees it, but the browser must count it as seen: Chromium gives the process of a frame that is not displayed the
 * priority of a page in the background.
 */
const SEEN = {
  position: 'fixed',
  inset: '0 auto auto 0',
  width: '1px',
  height: '1px',
  border: '0',
  opacity: '0',
  pointerEvents: 'none',
} as const;

/** A table, so that none is forgotten. */
const FRAME_MESSAGES: Readonly<Record<FromFrame['type'], true>> = {
  loaded: true,
  booted: true,
  failed: true,
  exited: true,
  pong: true,
};

export class SandboxFrame {
  readonly #element: HTMLIFrameElement;
  readonly #onMessage: (message: FromFrame) => void;
  readonly #onLost: () => void;
  readonly #listener = (event: MessageEvent<unknown>) => this.#receive(event);
  #beat: ReturnType<typeof setInterval> | undefined;
  #asked = 0;
  #answered = 0;

  constructor(script: string, scriptSource: string, onMessage: (message: FromFrame) => void, onLost: () => void) {
    this.#onMessage = onMessage;
    this.#onLost = onLost;
    this.#element = document.createElement('iframe');
    this.#element.setAttribute('sandbox', 'allow-scripts');
    this.#element.setAttribute('aria-hidden', 'true');
    this.#element.tabIndex = -1;
    this.#element.title = 'Sandbox';
    Object.assign(this.#element.style, SEEN);
    this.#element.srcdoc = frameDocument(script, scriptSource);
    addEventListener('message', this.#listener);
    document.body.append(this.#element);
  }

  send(message: ToFrame, transfer: Transferable[] = []): void {
    // The frame's origin is opaque, so no target origin can name it.
    this.#element.contentWindow?.postMessage(message, '*', transfer);
  }

  watch(): void {
    this.#beat = setInterval(() => {
      if (this.#isSilent()) this.#onLost();
      else this.send({ type: 'ping', id: ++this.#asked });
    }, HEARTBEAT);
  }

  /** A frame that has a process of its own may hardly get a processor on a machine that does much else. */
  #isSilent(): boolean {
    const missed = this.#asked - this.#answered;
    if (missed < MISSED_BEATS) return false;
    return missed >= MISSED_BEATS * patience(() => performance.now(), MOST_PATIENCE);
  }

  /** Ends everything in it. Twice does no harm. */
  remove(): void {
    clearInterval(this.#beat);
    removeEventListener('message', this.#listener);
    this.#element.remove();
  }

  #receive(event: MessageEvent<unknown>): void {
    if (event.source !== this.#element.contentWindow || !isFromFrame(event.data)) return;
    if (event.data.type === 'pong') this.#answered = Math.max(this.#answered, event.data.id);
    else this.#onMessage(event.data);
  }
}

/** Nothing but the one script may run in it, nothing may be loaded, and it can reach no network. */
function frameDocument(script: string, scriptSource: string): string {
  const policy = [
    `default-src 'none'`,
    `script-src ${scriptSource} 'unsafe-eval' blob:`,
    'worker-src blob:',
    `connect-src 'none'`,
  ].join('; ');
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`;
}

function isFromFrame(data: unknown): data is FromFrame {
  if (typeof data !== 'object' || data === null) return false;
  const message = data as Record<string, unknown>;
  if (!Object.hasOwn(FRAME_MESSAGES, String(message['type']))) return false;
  if (message['type'] === 'pong') return typeof message['id'] === 'number';
  if (message['type'] !== 'exited') return true;
  const end = message['end'];
  return typeof message['pid'] === 'number' && typeof end === 'object' && end !== null;
}
