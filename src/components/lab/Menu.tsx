/** A menu button: a popover of plain buttons; Escape and a click elsewhere close it (the platform's own popover). */
import { useId, useRef } from 'preact/hooks';
import { Icon } from './Icon.tsx';

interface Item {
  readonly icon: string;
  readonly text: string;
  act(): void;
}

export function Menu({ label, items }: { label: string; items: readonly Item[] }) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const place = () => {
    const box = button.current?.getBoundingClientRect();
    if (!box || !popover.current) return;
    popover.current.style.insetBlockStart = `${box.bottom + 4}px`;
    popover.current.style.insetInlineEnd = `${document.documentElement.clientWidth - box.right}px`;
  };
  return (
    <>
      <button class="btn quiet icon" type="button" ref={button} popovertarget={id} aria-label={label} onClick={place}>
        <Icon name="more" />
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
            <Icon name={item.icon} />
            {item.text}
          </button>
        ))}
      </div>
    </>
  );
}
