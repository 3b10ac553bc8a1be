/** The worker's script: one process of a sandbox. It boots Node's library, says so, and waits to be told its program. */
// Before all others: they take functions of the global object as soon as they are loaded.
import './engine/index.ts';
import { native } from './kernel/captured.ts';
import { createProcess, type Process } from './kernel/process.ts';
import { openSources } from './kernel/sources.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const send = (message: FromWorker, transfer: Transferable[] = []): void => native.postMessage(message, transfer);

let program: Process | undefined;

native.listen('message', (event) => {
  const message = (event as MessageEvent<ToWorker>).data;
  if (message.type !== 'boot') program?.receive(message);
  else if (!program) program = boot(message.library);
});

function boot(library: Blob): Process {
  openSources(library);
  const booted = createProcess(send);
  send({ type: 'booted' });
  native.setTimeout(() => booted.warm(), 0);
  return booted;
}
