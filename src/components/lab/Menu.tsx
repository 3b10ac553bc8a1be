/** A menu button: a popover of plain buttons; Escape and a click elsewhere close it (the platform's own popover). */
import { useId, useRef } from 'preact/hooks';
import { Icon } from './Icon.tsx';

interface Item {
  readonly icon?: string;
  readonly text: string;
  act(): void;
}

interface Props {
  label: string;
  icon?: string;
  items: readonly Item[];
  /** A sentence at its end. */
  note?: string | undefined;
}

export function Menu({ label, icon = 'more', items, note }: Props) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const place = () => {
    const box = button.current?.getBoundingClientRect();
    if (!box || !popover.current) return;
    const { clientWidth, clientHeight } = document.documentElement;
    const { style } = popover.current;
    // It opens towards the middle of the page.
    const below = box.top < clientHeight / 2;
    const leftwards = box.left > clientWidth / 2;
    style.insetBlockStart = below ? `${box.bottom + 4}px` : 'auto';
    style.insetBlockEnd = below ? 'auto' : `${clientHeight - box.top + 4}px`;
    style.insetInlineStart = leftwards ? 'auto' : `${Math.max(8, box.left)}px`;
    style.insetInlineEnd = leftwards ? `${Math.max(8, clientWidth - box.right)}px` : 'auto';
  };
  return (
    <>
      <button class="btn quiet icon" type="button" ref={button} popovertarget={id} aria-label={label} onClick={place}>
        <Icon name={icon} />
      </button>
      <div class="menu" id={id} popover="auto" ref={popover}>
        {items.map((item) => (
          <button
            key={item.text}
            class="btn quiet"
            type="button"
            onClick={() => {
              popover.current?.hidePopover();
              item.act();
            }}
          >
            {item.icon && <Icon name={item.icon} />}
            <span>{item.text}</span>
          </button>
        ))}
        {note && <p class="meta">{note}</p>}
      </div>
    </>
  );
}
