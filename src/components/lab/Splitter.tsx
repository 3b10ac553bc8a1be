/** The bar between editor and dock: dragged, or moved with the arrow keys. */
import type { Signal } from '@preact/signals';

const LEAST = 20;
const MOST = 80;
const STEP = 4;

/** @param share of the editor, percent of the lab's height */
export function Splitter({ share }: { share: Signal<number> }) {
  const set = (value: number) => {
    share.value = Math.min(MOST, Math.max(LEAST, value));
  };
  return (
    // An hr cannot be moved: this is the ARIA pattern of a window splitter.
    <div
      class="split"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label="Height of the editor"
      aria-valuenow={Math.round(share.value)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onKeyDown={(event) => {
        const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        set(share.value + step);
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const lab = event.currentTarget.parentElement?.getBoundingClientRect();
        if (lab) set(((event.clientY - lab.top) / lab.height) * 100);
      }}
    />
  );
}
