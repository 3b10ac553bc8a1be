/** The worker's script: one process of a sandbox. It boots Node's library, says so, and waits to be told its program. */
import { native } from './kernel/captured.ts';
import { createProcess } from './kernel/process.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const send = (message: FromWorker, transfer: Transferable[] = []): void => native.postMessage(message, transfer);

const program = createProcess(send);
native.listen('message', (event) => program.receive((event as MessageEvent<ToWorker>).data));
send({ type: 'booted' });
native.setTimeout(() => program.warm(), 0);
