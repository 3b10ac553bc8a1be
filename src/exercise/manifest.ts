/** The exercise manifest, `exercises/<slug>/exercise.json`. */
import * as z from 'zod';

const fileName = z
  .string()
  .regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, 'must be a path relative to the submission, like "server.ts"');
const checkId = z.string().regex(/^[A-Z]+\d+[a-z]?\.\d+$/, 'must be a check id, like "E4.1"');

export const manifest = z.strictObject({
  $schema: z.string().optional(),
  title: z.string().min(1).describe('Shown in lists: "Corporate Communications Hub"'),
  module: z.string().min(1).describe('Slug of the module it belongs to: "rooms-departments-presence"'),
  number: z
    .string()
    .regex(/^(G|E)\d+[a-z]?$/, 'must be a letter and a number, like "E4"')
    .describe('"E4"'),
  summary: z.string().min(1).describe('One sentence for lists'),
  entry: fileName.describe('The file that is started: "server.ts"'),
  editable: z.array(fileName).min(1).describe('Files the student may change'),
  given: z.array(fileName).default([]).describe('Read-only files beside them; "gate.js" need not be in the starter'),
  packages: z
    .array(z.enum(['ws', 'express', 'socket.io', 'socket.io-client', 'zod']))
    .describe('npm packages the submission may import'),
  needs: z
    .array(z.enum(['virtual-time', 'kills-loops', 'other-packages']))
    .default([])
    .describe('Capabilities of a runtime'),
  env: z.record(z.string(), z.string()).default({}).describe('Environment variables besides PORT'),
  play: z
    .strictObject({
      path: z.string().startsWith('/').describe('Where the live clients connect: "/hub"'),
      query: z
        .array(z.strictObject({ name: z.string(), label: z.string(), choices: z.array(z.string()).default([]) }))
        .default([])
        .describe('Fields of the query, each with a label and, where there are few, its choices'),
      clients: z
        .array(z.record(z.string(), z.string()))
        .min(1)
        .max(2)
        .describe('Query values of the two client panels'),
      messages: z
        .array(z.string())
        .default([])
        .describe('Messages offered in the composer; the first one stands in it'),
    })
    .describe('What the live client panels of the lab offer'),
  broken: z
    .record(z.string(), z.array(checkId).min(1))
    .describe('Folder name under broken/ to the checks it must fail'),
});
export type Manifest = z.infer<typeof manifest>;
