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
      path: z.string().startsWith('/').default('/').describe('Where the live WebSocket clients connect: "/hub"'),
      query: z
        .array(z.strictObject({ name: z.string(), label: z.string(), choices: z.array(z.string()).default([]) }))
        .default([])
        .describe('Fields of the query, each with a label and, where there are few, its choices'),
      clients: z
        .array(z.record(z.string(), z.string()))
        .max(2)
        .default([])
        .describe('Query values of the client panels, at most two; none where no WebSocket is spoken'),
      messages: z
        .array(z.string())
        .default([])
        .describe('Messages offered in the composer; the first one stands in it'),
      requests: z
        .array(
          z.strictObject({
            method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']),
            path: z.string().startsWith('/').describe('"/api/stats"'),
            headers: z.record(z.string(), z.string()).default({}),
            body: z.string().optional().describe('Sent as it stands: "{\\"text\\":\\"hi\\"}"'),
          }),
        )
        .default([])
        .describe('HTTP requests offered in the lab; the first one stands in its form'),
    })
    .refine(({ clients, requests }) => clients.length + requests.length > 0, {
      error: 'must offer something to play with: "clients" for WebSocket, "requests" for HTTP, or both',
    })
    .describe('What the live client panels of the lab offer'),
  broken: z
    .record(z.string(), z.array(checkId).min(1))
    .describe('Folder name under broken/ to the checks it must fail'),
});
export type Manifest = z.infer<typeof manifest>;
