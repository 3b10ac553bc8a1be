/**
 * WebSocket frames for a client made by hand (RFC 6455 §5.2), right, or wrong on purpose:
 * `frames.text('Hel', { fin: false })`, `frames.ping('x'.repeat(126))`, `frames.text('hi', { mask: 'none' })`.
 */
import { encodeClose, type FrameToEncode, opcode } from '../wire/websocket.ts';

export interface FrameToSend extends Omit<FrameToEncode, 'maskKey'> {
  /** Masked with a key drawn from the check's seed unless told: a client masks every frame (RFC 6455 §5.1). */
  readonly mask?: 'random' | 'none' | Uint8Array;
}

/** What of a frame is not as it should be: `fin`, `rsv`, `mask`, `lengthBits`, `length`, or another `opcode`. */
export type FrameOptions = Partial<Omit<FrameToSend, 'payload'>>;

type Payload = Uint8Array | string;

const frameOf =
  (code: number) =>
  (payload: Payload, options?: FrameOptions): FrameToSend => ({
    opcode: code,
    payload,
    ...options,
  });

const control =
  (code: number) =>
  (payload: Payload = '', options?: FrameOptions): FrameToSend =>
    frameOf(code)(payload, options);

export const frames = {
  text: frameOf(opcode.text),
  binary: frameOf(opcode.binary),
  continuation: frameOf(opcode.continuation),
  ping: control(opcode.ping),
  pong: control(opcode.pong),
  /** Without a code the payload is empty. */
  close: (code?: number, reason?: string, options?: FrameOptions): FrameToSend =>
    frameOf(opcode.close)(encodeClose(code, reason), options),
};
