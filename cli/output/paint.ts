/** Colours for a terminal, and for a terminal only: not in a file, not in a pipe, not with NO_COLOR. */
import { styleText } from 'node:util';

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
}

export function paint(stream: NodeJS.WriteStream): Paint {
  // styleText itself asks whether the stream is a terminal, and heeds NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR.
  const styled = (style: Parameters<typeof styleText>[0]) => (text: string) => styleText(style, text, { stream });
  return {
    bold: styled('bold'),
    dim: styled('dim'),
    good: styled('green'),
    bad: styled('red'),
    warning: styled('yellow'),
  };
}

/** A student's bytes may hold escape sequences: control characters are shown, not obeyed. Line breaks stay. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    if (character === '\n') return '\n';
    if (character === '\t') return '  ';
    if (character === '\r') return '';
    const code = character.charCodeAt(0);
    // Unicode has a picture for each of the first 32.
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421';
  });
}

/** Puts `prefix` before every line. */
export function indent(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : prefix + line))
    .join('\n');
}
