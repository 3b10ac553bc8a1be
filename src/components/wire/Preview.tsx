/** One line of a frame. The value of a JSON message's `type` takes the colour of its direction. */
export function Preview({ text, direction }: { text: string; direction?: 'up' | 'down' | undefined }) {
  const match = /^(\s*\{\s*"type"\s*:\s*")([^"\\]+)(".*)$/s.exec(text);
  if (!match || !direction) return <>{text || <span class="c">empty</span>}</>;
  const [, before, type, after] = match;
  return (
    <>
      {before}
      <b class={`type ${direction}`}>{type}</b>
      {after}
    </>
  );
}
