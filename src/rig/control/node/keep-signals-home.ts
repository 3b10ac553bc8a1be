/** A server signals nobody but itself: not the rig that started it, nor whatever else runs on the machine. */

const EPERM = -1;

interface Internals {
  _kill(pid: number, signal: number): number;
}

/** `process.kill` of another process fails with EPERM. Node's permissions say nothing about signals. */
export function keepSignalsHome(): void {
  const internals = process as unknown as Internals;
  const { _kill: kill } = internals;
  const { pid: own } = process;
  // 0 names the whole group, which the rig belongs to.
  internals._kill = (pid, signal) => (pid === own || pid === 0 ? kill(own, signal) : EPERM);
}
