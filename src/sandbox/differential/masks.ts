/**
 * What differs between any two runs of a program, and is not compared. As narrow as can be: a program that prints less of
 * such things needs no mask, and a mask that hides more than it must hides a defect.
 */

interface Mask {
  readonly pattern: RegExp;
  readonly by: string;
  readonly why: string;
}

const MASKS: readonly Mask[] = [
  {
    pattern: /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g,
    by: '<date>',
    why: 'the Date header, and Last-Modified of a file just written',
  },
  {
    pattern: /((?:127\.0\.0\.1|\[::1\]|localhost|:::|port: ))(:?)\d{4,5}\b/g,
    by: '$1$2<port>',
    why: 'ports are asked for as 0',
  },
  {
    pattern: /(Sec-WebSocket-(?:Key|Accept): )[\w+/]{20,27}=+/gi,
    by: '$1<key>',
    why: 'a WebSocket client draws its key, and the answer follows from it',
  },
  {
    pattern: /("sid":")[\w-]{20}"/g,
    by: '$1<sid>"',
    why: 'Engine.IO and Socket.IO draw the ids of sessions and sockets',
  },
  { pattern: /\(node:\d+\)/g, by: '(node:<pid>)', why: 'warnings carry the process id' },
  {
    pattern: /^ +at .*node:internal\/(?:modules|main|process\/execution).*\n/gm,
    by: '',
    why: 'the start of a program and the evaluation of a module have other frames here: docs/discoveries/frames-of-the-loaders.md',
  },
];

/** Where packages lie: native Node resolves links, the sandbox has them at its root. */
export interface Places {
  /** The folder both runs have in common. */
  readonly root: string;
  /** Where the packages really are. */
  readonly packages: string;
}

export function masked(text: string, { root, packages }: Places): string {
  let result = text.replaceAll(packages, '/node_modules').replaceAll(`${root}/node_modules`, '/node_modules');
  for (const { pattern, by } of MASKS) result = result.replace(pattern, by);
  return result;
}
