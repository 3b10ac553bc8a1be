/** What the command line and the page in the headless browser say to each other, as JSON over one WebSocket. */
import type { Exit, Image, Output, Program, SandboxErrorCode } from '../../runtime.ts';

/** File contents: text as it is, bytes in base64. */
export type WireFiles = Readonly<Record<string, { readonly text: string } | { readonly base64: string }>>;

/** To the page. What has an `id` is answered. */
export type ToPage =
  | { readonly type: 'unavailable'; readonly id: number }
  | { readonly type: 'boot'; readonly id: number; readonly sandbox: number; readonly image: Image }
  /** Aborts the boot of a sandbox that is not up yet. */
  | { readonly type: 'abort'; readonly sandbox: number }
  | { readonly type: 'write'; readonly id: number; readonly sandbox: number; readonly files: WireFiles }
  | {
      readonly type: 'spawn';
      readonly id: number;
      readonly sandbox: number;
      readonly process: number;
      readonly program: Program;
    }
  | { readonly type: 'dispose'; readonly id: number; readonly sandbox: number }
  | { readonly type: 'input'; readonly id: number; readonly process: number; readonly text: string }
  | { readonly type: 'end-input'; readonly process: number }
  /** So many characters of output were read. */
  | { readonly type: 'read'; readonly process: number; readonly length: number }
  | { readonly type: 'kill'; readonly process: number };

/** From the page. */
export type FromPage =
  | { readonly type: 'done'; readonly id: number; readonly value?: string | undefined }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code?: SandboxErrorCode | undefined;
      readonly message: string;
    }
  | { readonly type: 'output'; readonly process: number; readonly output: readonly Output[] }
  /** What it had printed may still be on its way: it comes as it is read. */
  | { readonly type: 'exited'; readonly process: number; readonly exit: Exit }
  /** The last message about a process. */
  | { readonly type: 'output-ended'; readonly process: number };

/** Characters of output that may be under way unread. */
export const OUTPUT_WINDOW = 128 * 1024;

/** Where the page finds its WebSocket; the page's address carries the token that opens it. */
export const CONTROL_PATH = '/control';
