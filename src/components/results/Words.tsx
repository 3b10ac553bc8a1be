/** A sentence whose pieces of JSON are set as code. */
import { segmentsOf } from './segments.ts';

export function Words({ text }: { text: string }) {
  return (
    <>
      {segmentsOf(text).map(({ kind, text: part }, n) =>
        kind === 'json' ? <code key={n}>{part}</code> : <span key={n}>{part}</span>,
      )}
    </>
  );
}
