import { Mismatch } from '../../check.ts';

/** Both are the same as JSON. */
export function same(received: unknown, expected: unknown, what: string): void {
  const [is, should] = [received, expected].map((value) => JSON.stringify(value));
  if (is === should) return;
  throw new Mismatch({ expected: `${what}: ${should}`, received: `${is}`, why: 'It must be exact.' });
}

/** What a matcher that must fail says it has received. */
export function complaintOf(matcher: () => void): string {
  try {
    matcher();
  } catch (error) {
    if (error instanceof Mismatch) return error.received;
    throw error;
  }
  return 'It complains of nothing.';
}
