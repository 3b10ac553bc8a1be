/** The contract of `Runtime`: what every adapter must do alike. Run it over each. */
import { describe } from 'vitest';
import { childProcesses } from './child-processes.ts';
import { files } from './files.ts';
import type { Subject } from './harness.ts';
import { http } from './http.ts';
import { isolation } from './isolation.ts';
import { library } from './library.ts';
import { modules } from './modules.ts';
import { net } from './net.ts';
import { processes } from './processes.ts';
import { rigs } from './rigs.ts';
import { sandboxes } from './sandboxes.ts';
import { webSocket } from './web-socket.ts';

/** `subject` is called once a test, so it may be made in a `beforeAll`. */
export function contractSuite(name: string, subject: () => Subject): void {
  describe(`contract of a runtime: ${name}`, () => {
    sandboxes(subject);
    files(subject);
    processes(subject);
    modules(subject);
    library(subject);
    net(subject);
    http(subject);
    webSocket(subject);
    childProcesses(subject);
    rigs(subject);
    isolation(subject);
  });
}
