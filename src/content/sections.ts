/** The sections every module has, in this order: learners know where to look, and graders link to their anchors. */
export const SECTIONS = [
  'Module info',
  'Learning outcomes',
  'Deep dive',
  'Worked example',
  'Common pitfalls',
  'Debugging checklist',
  'Practice plan',
  'Mini project',
  'Interview Q&A',
  'Exit criteria',
  'Exercise',
] as const;

const FENCE = /^\s*(```+|~~~+)/;
const HEADING = /^##\s+(?<text>.+?)\s*$/;

interface Heading {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** Headings of the second level, fenced code left out. */
function secondLevel(source: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  for (const [index, line] of source.split('\n').entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    } else if (fence === undefined) {
      const text = HEADING.exec(line)?.groups?.['text'];
      if (text !== undefined) headings.push({ text, line: index + 1 });
    }
  }
  return headings;
}

/** @throws Error for the author, when a section is missing, misspelt or out of order: what, where, how to mend it */
export function requireSections(source: string, file: string): void {
  const found = secondLevel(source);
  for (const [index, wanted] of SECTIONS.entries()) {
    const heading = found[index];
    if (heading?.text === wanted) continue;
    const where = heading ? `${file}:${heading.line}` : file;
    const instead = heading ? `"## ${heading.text}" stands here` : 'the file ends';
    const elsewhere = found.find(({ text }) => text === wanted);
    const mend = elsewhere
      ? `Move the section from line ${elsewhere.line} to here.`
      : `Write "## ${wanted}" before it, or correct its spelling.`;
    throw new Error(`${where}: section ${index + 1} must be "## ${wanted}", but ${instead}. ${mend}`);
  }
  const extra = found[SECTIONS.length];
  if (extra) {
    throw new Error(
      `${file}:${extra.line}: "## ${extra.text}" is not one of the fixed sections. Make it a "###" heading inside one of them.`,
    );
  }
}
