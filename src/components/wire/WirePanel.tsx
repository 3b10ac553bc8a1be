/** The live wire of a play session. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../lab/session.ts';
import { FrameDetails } from './FrameDetails.tsx';
import { WireTable } from './WireTable.tsx';

export function WirePanel({ session }: { session: LabSession }) {
  const { rows, dropped } = session.play.wire.value;
  const selected = useSignal<number | undefined>(undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const row = rows.find((one) => one.id === selected.value);
  // Follows the newest row until the learner picks one.
  useEffect(() => {
    if (!row && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [rows, row]);
  if (rows.length === 0)
    return (
      <div class="empty">
        <h3>The wire is silent</h3>
        <p>Each byte between a client and your server will be a row here. Run the server, then connect a client.</p>
      </div>
    );
  return (
    <>
      <div class="scroll" ref={scroller}>
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
      {row && (
        <FrameDetails
          row={row}
          details={session.play.details.value.get(row.id)}
          onClose={() => {
            selected.value = undefined;
          }}
        />
      )}
    </>
  );
}
