/** The live wire of a play session. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../lab/session.ts';
import { FrameDetails } from './FrameDetails.tsx';
import { WireTable } from './WireTable.tsx';

/** So near the end counts as being at it, px. */
const AT_END = 32;

/** Height of the header that sticks above the rows, and of the button that lies over the last, px. */
const ABOVE = 28;
const BELOW = 36;

/** Scrolls the row into view, and nothing but the panel: `scrollIntoView` would move the page along. */
function reveal(panel: HTMLElement, row: Element | null): void {
  if (!row) return;
  const [outer, inner] = [panel.getBoundingClientRect(), row.getBoundingClientRect()];
  const over = outer.top + ABOVE - inner.top;
  const under = inner.bottom - (outer.bottom - BELOW);
  if (over > 0) panel.scrollTop -= over;
  else if (under > 0) panel.scrollTop += under;
}

export function WirePanel({ session, onRun }: { session: LabSession; onRun(): void }) {
  const { rows, dropped } = session.play.wire.value;
  const selected = useSignal<number | undefined>(undefined);
  /** Follows the newest row until the learner picks one or scrolls back. */
  const follows = useSignal(true);
  const scroller = useRef<HTMLDivElement>(null);
  const row = rows.find((one) => one.id === selected.value);
  useEffect(() => {
    const { current } = scroller;
    if (follows.value && !row && current) current.scrollTop = current.scrollHeight;
  }, [rows, row, follows.value]);
  // The details take half of the panel: the chosen row stays in what is left.
  const details = row && session.play.details.value.get(row.id);
  useEffect(() => {
    if (scroller.current) reveal(scroller.current, scroller.current.querySelector('tr[aria-current]'));
  }, [row?.id, details]);
  if (rows.length === 0)
    return (
      <div class="empty">
        <h3>The wire is silent</h3>
        <p>
          Each byte between a client and your server will be a row here.
          {session.play.isUp ? ' Connect a client.' : ' Run the server, then connect a client.'}
        </p>
        {!session.play.isUp && (
          <button class="btn" type="button" onClick={onRun}>
            Run
          </button>
        )}
      </div>
    );
  return (
    <>
      <div
        class="scroll"
        ref={scroller}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          if (!row) follows.value = scrollHeight - scrollTop - clientHeight < AT_END;
        }}
      >
        {dropped > 0 && <p class="meta fillx">{dropped} older rows are no longer kept.</p>}
        <WireTable
          label="Wire"
          rows={rows}
          selected={row?.id}
          onSelect={(id) => {
            selected.value = id;
            session.play.inspect(id);
          }}
        />
      </div>
      {(row || !follows.value) && (
        <div class="follow">
          <button
            class="btn sm"
            type="button"
            onClick={() => {
              selected.value = undefined;
              follows.value = true;
            }}
          >
            Follow the newest row
          </button>
        </div>
      )}
      {row && <FrameDetails row={row} details={details} />}
    </>
  );
}
