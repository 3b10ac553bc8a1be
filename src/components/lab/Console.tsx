/** What the server printed. A place in the student's files is a button that shows it. */
import { useEffect, useRef } from 'preact/hooks';
import type { Place } from '../../lab/place.ts';
import { placeIn } from '../../lab/place.ts';
import type { LabSession } from '../../lab/session.ts';

export function Console({ session, onShow }: { session: LabSession; onShow(place: Place): void }) {
  const { lines, dropped } = session.play.console.value;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [lines]);
  if (lines.length === 0)
    return (
      <div class="empty">
        <h3>Nothing printed yet</h3>
        <p>What your server writes to its console shows here while it runs.</p>
      </div>
    );
  return (
    <ol class="console scroll" ref={list} tabIndex={0} aria-label="Console">
      {dropped > 0 && <li class="meta">{dropped} older lines are no longer kept.</li>}
      {lines.map((line) => {
        const place = placeIn(line.text, session.data.editable);
        return (
          <li key={line.id} class={line.from === 'stderr' ? 'err' : line.from === 'lab' ? 'said' : undefined}>
            <span>{line.text}</span>
            {place && (
              <button class="btn quiet sm" type="button" onClick={() => onShow(place)}>
                {place.file}:{place.line}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
