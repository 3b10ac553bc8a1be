import { describe, expect, it } from 'vitest';
import { requireSections, SECTIONS } from './sections.ts';

const complete = SECTIONS.map((section) => `## ${section}\n\nText.\n`).join('\n');
const problemOf = (source: string) => {
  try {
    requireSections(source, '04-rooms.mdx');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the fixed sections of a module', () => {
  it('accepts all of them in order', () => {
    expect(problemOf(complete)).toBeUndefined();
  });

  it('does not take a heading inside code for a section', () => {
    expect(problemOf(complete.replace('Text.', '```md run\n## Not a section\n```'))).toBeUndefined();
  });

  it('says where a section is missing and how to mend it', () => {
    expect(problemOf(complete.replace('## Deep dive\n', ''))).toMatchInlineSnapshot(
      `"04-rooms.mdx:12: section 3 must be "## Deep dive", but "## Worked example" stands here. Write "## Deep dive" before it, or correct its spelling."`,
    );
  });

  it('says where a section is out of order and how to mend it', () => {
    expect(
      problemOf(complete.replace('## Deep dive', '## X').replace('## Mini project', '## Deep dive')),
    ).toMatchInlineSnapshot(
      `"04-rooms.mdx:9: section 3 must be "## Deep dive", but "## X" stands here. Move the section from line 29 to here."`,
    );
  });

  it('says where the file ends too early', () => {
    expect(problemOf(complete.replace(/## Exercise\n.*/s, ''))).toMatchInlineSnapshot(
      `"04-rooms.mdx: section 11 must be "## Exercise", but the file ends. Write "## Exercise" before it, or correct its spelling."`,
    );
  });

  it('does not let a section be added', () => {
    expect(problemOf(`${complete}\n## Appendix\n`)).toMatchInlineSnapshot(
      `"04-rooms.mdx:45: "## Appendix" is not one of the fixed sections. Make it a "###" heading inside one of them."`,
    );
  });
});
