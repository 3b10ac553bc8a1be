/** An icon of the page's sprite. Without a label it is decoration. */
export function Icon({ name, label, class: className }: { name: string; label?: string; class?: string }) {
  return (
    <svg
      width="16"
      height="16"
      class={className}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
    >
      <use href={`#${name}`} />
    </svg>
  );
}
