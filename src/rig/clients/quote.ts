/** What a client has received, as a sentence of a verdict quotes it. */
import type { ReceivedEvent, ReceivedMessage } from '../rig.ts';
import { shorten } from '../shorten.ts';
import type { ReceivedPacket } from '../socketio.ts';

export type Received = ReceivedMessage | ReceivedEvent | ReceivedPacket;

/** A message as its text, an event with the name that the server gave it, a packet like a call: `said("hello")`. */
export function quote(received: Received): string {
  if ('event' in received) return shorten(`${received.event}(${JSON.stringify(received.args).slice(1, -1)})`);
  if ('type' in received)
    return received.type === 'message' ? shorten(received.data) : `${received.type}: ${shorten(received.data)}`;
  if (received.text === undefined) return `a binary message of ${received.data.length} bytes`;
  return shorten(received.text);
}
