import { randomFrom } from '../random.ts';

/** Makes `Math.random` repeat itself from run to run. */
export function seedRandom(seed: number): void {
  Math.random = randomFrom(seed);
}
