/** The transcript of a failed check: the rows around the marked one, and all of them on request. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CheckReport } from '../../lab/grade.ts';
import { WireTable } from '../wire/WireTable.tsx';
import { Words } from './Words.tsx';

/** Rows shown before and after the marked one at first. */
const BEFORE = 8;
const AFTER = 3;

interface Props {
  id: string;
  transcript: NonNullable<CheckReport['transcript']>;
  /** What the check wanted at the marked row. */
  wanted: string | undefined;
}

export function TranscriptView({ id, transcript, wanted }: Props) {
  const all = useSignal(false);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, marked, dropped } = transcript;
  const at = rows.findIndex((row) => row.id === marked);
  const centre = at < 0 ? rows.length - 1 : at;
  const from = all.value ? 0 : Math.max(0, centre - BEFORE);
  const to = all.value ? rows.length : Math.min(rows.length, centre + AFTER + 1);
  useEffect(() => {
    if (!all.value || !scroller.current) return;
    const row = scroller.current.querySelector<HTMLElement>('tr.marked, tbody tr:last-child');
    if (row) scroller.current.scrollTop = row.offsetTop - scroller.current.clientHeight / 2;
  }, [all.value]);
  const open = () => {
    all.value = true;
  };
  return (
    <section class="tr" aria-label="Transcript">
      <header>
        <b>Transcript</b>
        <span class="meta">
          {to - from} of {rows.length + dropped} rows
        </span>
      </header>
      {from > 0 && (
        <button class="btn quiet sm earlier" type="button" onClick={open}>
          … {from} earlier rows
        </button>
      )}
      <div
        class={all.value ? 'scroll all' : 'scroll'}
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={`Transcript of ${id}`}
      >
        <WireTable
          label={`Transcript of ${id}`}
          rows={rows.slice(from, to)}
          marked={marked}
          why={
            <>
              <b>This frame decided it.</b>
              {wanted && (
                <>
                  {' '}
                  Expected: <Words text={wanted} />
                </>
              )}
            </>
          }
        />
      </div>
      {to < rows.length && (
        <button class="btn quiet sm earlier" type="button" onClick={open}>
          … {rows.length - to} later rows
        </button>
      )}
    </section>
  );
}
