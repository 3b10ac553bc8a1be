/** One frame taken apart: its fields, and its bytes with the field under the pointer or the focus tinted in both. */
import { useSignal } from '@preact/signals';
import type { Details } from '../../lab/live-wire.ts';
import type { Row } from '../../rig/protocol.ts';
import { Icon } from '../lab/Icon.tsx';

const BYTES_PER_LINE = 8;
/** Bytes drawn; a longer frame says how many more there are. */
const DRAWN = 1024;

const titles: Readonly<Record<string, string>> = {
  sse: 'Event',
  comment: 'Comment',
  retry: 'Retry',
  operation: 'Operation',
};

export function FrameDetails({ row, details }: { row: Row; details: Details | 'gone' | undefined }) {
  const chosen = useSignal<number | undefined>(undefined);
  if (row.kind === 'event')
    return <p class="det meta fillx">An event of the connection itself: no bytes of the program crossed the wire.</p>;
  if (details === 'gone') return <p class="det meta fillx">The bytes of this row are no longer kept.</p>;
  if (!details) return <p class="det meta fillx">Fetching the bytes of this row …</p>;
  const title = titles[row.kind] ?? 'Frame';
  const bytes = details.hex.match(/../g)?.slice(0, DRAWN) ?? [];
  const field = chosen.value === undefined ? undefined : details.fields[chosen.value];
  const isOn = (at: number) => field !== undefined && at >= field.from && at < field.to;
  const lines = Array.from({ length: Math.ceil(bytes.length / BYTES_PER_LINE) }, (_, n) => n * BYTES_PER_LINE);
  const tint = row.direction === 'down' ? 'on back' : 'on';
  return (
    <section class="pane det" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <span class={`way ${row.direction}`}>
          {row.link}
          <Icon name={row.direction ?? 'up'} label={row.direction === 'down' ? 'from' : 'to'} />
          server
        </span>
        <span class="grow" />
        <span class="meta num">{row.length} bytes</span>
      </header>
      <div class="scroll halves" tabIndex={0} role="group" aria-label="Fields and bytes">
        <dl class="fields">
          {details.fields.map((one, n) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing at a field tints its bytes; focus does the same
            <div
              key={`${one.name}${one.from}`}
              class={chosen.value === n ? tint : undefined}
              tabIndex={0}
              onMouseEnter={() => {
                chosen.value = n;
              }}
              onFocus={() => {
                chosen.value = n;
              }}
            >
              <dt>{one.name}</dt>
              <dd>{one.value}</dd>
            </div>
          ))}
        </dl>
        <div>
          <p class="meta hexnote">
            {row.kind === 'operation'
              ? 'What a given module was asked, or gave, as JSON.'
              : 'Bytes as they crossed the wire.'}
          </p>
          <div class="hex">
            {lines.map((at) => (
              <div class="hexline" key={at}>
                <span class="o">{at.toString(16).padStart(4, '0')}</span>
                <span>
                  {bytes.slice(at, at + BYTES_PER_LINE).map((byte, n) => (
                    <>
                      <u key={at + n} class={isOn(at + n) ? tint : undefined}>
                        {byte}
                      </u>{' '}
                    </>
                  ))}
                </span>
                <span class="t">
                  {bytes
                    .slice(at, at + BYTES_PER_LINE)
                    .map(printable)
                    .join('')}
                </span>
              </div>
            ))}
          </div>
          {details.hex.length / 2 > DRAWN && (
            <p class="meta hexnote">{details.hex.length / 2 - DRAWN} more bytes are not drawn.</p>
          )}
        </div>
      </div>
    </section>
  );
}

function printable(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}
