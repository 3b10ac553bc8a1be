/** What a lab page brings along about its exercise, in `<script type="application/json" id="lab-data">`. */
import * as z from 'zod/mini';

export const labData = z.object({
  slug: z.string(),
  number: z.string(),
  title: z.string(),
  entry: z.string(),
  editable: z.array(z.string()),
  /** Read-only files beside them. */
  given: z.record(z.string(), z.string()),
  starter: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()),
  checks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      points: z.number(),
      /** Where to read: its heading, and its URL on this site once it is written. */
      lesson: z.object({ href: z.optional(z.string()), title: z.string() }),
      /** Three rungs: nudge, named concept, concrete clue. */
      hints: z.array(z.string()),
    }),
  ),
  brief: z.string(),
  /** Of `public/_sandbox`, all URLs absolute on this site. */
  assets: z.object({
    worker: z.string(),
    /** The frame's bootstrap and its source in a content security policy. */
    frame: z.object({ script: z.string(), csp: z.string() }),
    image: z.object({ name: z.string(), hash: z.string(), url: z.string() }),
    playRig: z.string(),
    gradeRig: z.string(),
    /** Types of Node and of the packages, for the editor. */
    types: z.string(),
    /** The solution's files, fetched when the learner asks for them. */
    solution: z.string(),
  }),
  /** What the live client panels offer. */
  play: z.object({
    path: z.string(),
    query: z.array(z.object({ name: z.string(), label: z.string(), choices: z.array(z.string()) })),
    clients: z.array(z.record(z.string(), z.string())),
    messages: z.array(z.string()),
    requests: z.array(
      z.object({
        method: z.string(),
        path: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.optional(z.string()),
      }),
    ),
  }),
});
export type LabData = z.infer<typeof labData>;

/** @throws Error when the page was built without it: a defect of the build, not of the learner. */
export function readLabData(root: ParentNode): LabData {
  const text = root.querySelector('#lab-data')?.textContent;
  if (!text) throw new Error('This page has no #lab-data; rebuild the site.');
  return labData.parse(JSON.parse(text));
}
