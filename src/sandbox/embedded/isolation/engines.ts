/** For tests: what each engine makes of the attempts by itself, where it differs: docs/engines.md tells it to readers. */
import type { EngineName } from '../../../../build/engines/engine.ts';

interface OwnWalls {
  /** Of a window without walls: no click has come, so that nothing of it is sent. */
  readonly silent: readonly string[];
  /** Interfaces that it has nowhere. */
  readonly absent: readonly string[];
  /** Storage that it grants to an origin of nobody. It is empty; only the inner wall keeps programs from it. */
  readonly granted: readonly string[];
  /** It ends a worker of such an origin that only asks. */
  readonly fatal: readonly string[];
}

export const OWN_WALLS: Readonly<Record<EngineName, OwnWalls>> = {
  chromium: { silent: [], absent: [], granted: [], fatal: [] },
  firefox: { silent: [], absent: [], granted: [], fatal: ['estimate'] },
  webkit: { silent: ['popup'], absent: ['WebTransport', 'RTCPeerConnection'], granted: ['caches'], fatal: [] },
};
