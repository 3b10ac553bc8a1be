/** Every byte between clients and server as rows: a grid that arrow keys walk. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Row } from '../../rig/protocol.ts';
import { Icon } from '../lab/Icon.tsx';
import { clock, countLinks, drawnLanes, isControl, kindLabel, type Lane, lifetimes, windowOf } from './lanes.ts';
import { Preview } from './Preview.tsx';

interface Props {
  label: string;
  rows: readonly Row[];
  /** Id of the row that a verdict points at. */
  marked?: number | undefined;
  why?: ComponentChildren;
  selected?: number | undefined;
  onSelect?(id: number): void;
}

/** Rows drawn at once; more of them would make each frame slow. */
const DRAWN = 400;

export function WireTable({ label, rows, marked, why, selected, onSelect }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const lanes = drawnLanes(rows, selected ?? marked);
  const isSparse = lanes.length < countLinks(rows);
  const spans = lifetimes(rows);
  const chosen = rows.findIndex((row) => row.id === selected);
  const [from, to] = windowOf(rows.length, DRAWN, chosen < 0 ? undefined : chosen);
  const current = selected ?? rows.at(-1)?.id;

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || !onSelect) return;
    event.preventDefault();
    const at = rows.findIndex((row) => row.id === current);
    const next = rows[Math.min(to - 1, Math.max(from, at + step))];
    if (!next) return;
    onSelect(next.id);
    body.current?.querySelector<HTMLElement>(`[data-row="${next.id}"]`)?.focus({ preventScroll: true });
  };

  return (
    <table class="wire compact" role="grid" aria-label={label} aria-rowcount={rows.length + 1} onKeyDown={onKeyDown}>
      <colgroup>
        {lanes.length > 0 && <col style={{ inlineSize: `${8 + 36 * lanes.length}px` }} />}
        <col class="w-time" />
        <col class="w-from" />
        <col class="w-kind" />
        <col class="w-len" />
        <col />
      </colgroup>
      <thead>
        <tr>
          {lanes.length > 0 && (
            <th class="lanes" scope="col">
              <span class="vh">Lanes</span>
              <div aria-hidden="true">
                {lanes.map((lane) => (
                  <span key={lane.link} title={lane.link}>
                    {lane.label}
                  </span>
                ))}
              </div>
            </th>
          )}
          <th class="t" scope="col">
            time
          </th>
          <th scope="col">{isSparse ? 'link' : 'from'}</th>
          <th scope="col">kind</th>
          <th class="len" scope="col">
            bytes
          </th>
          <th scope="col">preview</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.slice(from, to).map((row, n) => (
          <WireRow
            key={row.id}
            row={row}
            index={from + n}
            lanes={lanes}
            isSparse={isSparse}
            spans={spans}
            isMarked={row.id === marked}
            why={row.id === marked ? why : null}
            isSelected={row.id === selected}
            isCurrent={row.id === current}
            onSelect={onSelect}
          />
        ))}
      </tbody>
    </table>
  );
}

/** The link of a row, and the way its bytes went. */
function Whose({ row }: { row: Row }) {
  return (
    <>
      {row.direction && (
        <Icon name={row.direction} class={row.direction} label={row.direction === 'up' ? 'from' : 'to'} />
      )}
      {row.link}
    </>
  );
}

type Spans = ReadonlyMap<string, readonly [first: number, last: number]>;

function isAlive(spans: Spans, link: string, index: number): boolean {
  const [first, last] = spans.get(link) ?? [0, -1];
  return index >= first && index <= last;
}

interface RowProps {
  row: Row;
  index: number;
  lanes: readonly Lane[];
  /** Not every link has its lane: the row says whose it is. */
  isSparse: boolean;
  spans: Spans;
  isMarked: boolean;
  why: ComponentChildren;
  isSelected: boolean;
  isCurrent: boolean;
  onSelect: ((id: number) => void) | undefined;
}

function WireRow({ row, index, lanes, isSparse, spans, isMarked, why, isSelected, isCurrent, onSelect }: RowProps) {
  const isEvent = row.kind === 'event';
  const kinds = [isEvent && 'event', isControl(row.kind) && 'ctl', isMarked && 'marked'].filter(Boolean).join(' ');
  const laneClass = (lane: Lane) => {
    if (!isAlive(spans, lane.link, index)) return 'no';
    if (lane.link !== row.link) return '';
    if (isEvent) return index === spans.get(lane.link)?.[1] && row.preview !== 'connected' ? 'x' : '';
    return row.direction === 'up' ? 'a' : 'b';
  };
  return (
    <>
      <tr
        class={kinds || undefined}
        data-row={row.id}
        aria-rowindex={index + 2}
        aria-selected={onSelect ? isSelected : undefined}
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={onSelect ? (isCurrent ? 0 : -1) : undefined}
        onClick={() => onSelect?.(row.id)}
        onFocus={() => onSelect?.(row.id)}
      >
        {lanes.length > 0 && (
          <td class="lanes">
            <div aria-hidden="true">
              {lanes.map((lane) => (
                <i key={lane.link} class={laneClass(lane)} />
              ))}
            </div>
          </td>
        )}
        <td class="t">{clock(row.time)}</td>
        <td class={isSparse ? 'whose' : undefined}>
          {isSparse ? <Whose row={row} /> : row.direction === 'down' ? 'server' : row.direction ? row.link : 'link'}
        </td>
        <td>{kindLabel(row.kind)}</td>
        <td class="len">{isEvent ? '' : row.length}</td>
        <td class="pv">
          <Preview text={row.preview} direction={row.direction} />
        </td>
      </tr>
      {why && (
        <tr class="why">
          {lanes.length > 0 && (
            <td class="lanes">
              <div aria-hidden="true">
                {lanes.map((lane) => (
                  <i key={lane.link} class={isAlive(spans, lane.link, index) ? '' : 'no'} />
                ))}
              </div>
            </td>
          )}
          <td colSpan={5}>{why}</td>
        </tr>
      )}
    </>
  );
}
