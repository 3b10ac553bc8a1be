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
  /** Now and then, some times in a hundred, it hangs for ever in making a worker inside a worker, walls or none. */
  readonly hanging: readonly string[];
}

const NESTED = ['nested-worker', 'nested-worker-import', 'nested-module-worker', 'nested-worker-http'];

export const OWN_WALLS: Readonly<Record<EngineName, OwnWalls>> = {
  chromium: { silent: [], absent: [], granted: [], fatal: [], hanging: [] },
  firefox: { silent: [], absent: [], granted: [], fatal: ['estimate'], hanging: NESTED },
  webkit: {
    silent: ['popup'],
    absent: ['WebTransport', 'RTCPeerConnection'],
    granted: ['caches'],
    fatal: [],
    hanging: [],
  },
};
