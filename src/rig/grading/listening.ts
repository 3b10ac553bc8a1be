/** Waits until the student's program listens where it was told to. */
import { Mismatch } from '../check.ts';
import type { ProcessControl } from '../control/process.ts';
import { ServerEnded } from '../world/errors.ts';
import type { World } from '../world/world.ts';
import { exitOf, readCrash } from './crash.ts';

/** Virtual ms a program may take before it listens. */
const LISTEN_WITHIN_MS = 10_000;

/** @throws Mismatch when it listens nowhere, elsewhere, or has ended without an error. */
export async function untilListening(server: ProcessControl, world: World): Promise<void> {
  try {
    if (await world.until(() => server.ports.includes(server.port), LISTEN_WITHIN_MS)) return;
  } catch (error) {
    if (!(error instanceof ServerEnded)) throw error;
    const end = await server.ended;
    if (end.how !== 'exited' || readCrash(server.output.stderr)) throw error;
    throw new NotListening(server.port, `It ended before it listened${exitOf(end)}.`);
  }
  const elsewhere = server.ports.join(' and ');
  throw new NotListening(
    server.port,
    elsewhere
      ? `It listens on port ${elsewhere}.`
      : `It has not listened on any port within ${LISTEN_WITHIN_MS / 1000} s.`,
  );
}

/** No matter how the program has ended, this is what the student must mend. */
export class NotListening extends Mismatch {
  constructor(port: number, received: string) {
    super({
      expected: `The program listens on port ${port}, which the environment variable PORT names.`,
      received,
      why: 'Whoever runs a server tells it its port in PORT; clients look for it there and nowhere else.',
    });
  }
}
