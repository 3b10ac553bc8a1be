/**
 * What the page (or the command line) and the rig say to each other: JSON text sequences (RFC 7464) over the rig's
 * stdin and stdout. Both sides parse with these schemas. Student output travels inside messages, so it can never be one.
 */
import * as z from 'zod/mini';

export const direction = z.enum(['up', 'down']);
export const transcriptPosition = z.object({ link: z.string(), entry: z.number() });
export const sourcePosition = z.object({ file: z.string(), line: z.number(), column: z.optional(z.number()) });

export const verdict = z.discriminatedUnion('status', [
  z.object({ status: z.literal('passed') }),
  z.object({
    status: z.literal('failed'),
    expected: z.string(),
    received: z.string(),
    why: z.string(),
    at: z.optional(transcriptPosition),
    seed: z.optional(z.number()),
  }),
  z.object({
    status: z.literal('timed-out'),
    waitingFor: z.string(),
    received: z.optional(z.string()),
    why: z.optional(z.string()),
    at: z.optional(transcriptPosition),
    seed: z.optional(z.number()),
  }),
  z.object({
    status: z.literal('crashed'),
    error: z.string(),
    at: z.optional(sourcePosition),
    seed: z.optional(z.number()),
  }),
  z.object({ status: z.literal('could-not-check'), reason: z.string() }),
]);

/** A row of the wire view: enough to list it; the bytes are asked for by `id`. */
export const row = z.object({
  id: z.number(),
  link: z.string(),
  /** Index within its link, as in `TranscriptPosition`. */
  entry: z.number(),
  /** ms since the recording began. */
  time: z.number(),
  direction: z.optional(direction),
  kind: z.string(),
  /** Bytes on the wire, header included. */
  length: z.number(),
  /** One line of plain text: the request line, the text payload, the close code and reason. At most 256 characters. */
  preview: z.string(),
});
export type Row = z.infer<typeof row>;

export const transcript = z.object({
  links: z.array(z.object({ name: z.string() })),
  rows: z.array(row),
  /** The row a verdict points at. */
  marked: z.optional(z.number()),
  /** Rows left out because the ring was full. */
  dropped: z.number(),
});
export type Transcript = z.infer<typeof transcript>;

/** To the rig. */
export const command = z.discriminatedUnion('type', [
  /** Grades the submission at `entry` (relative to the sandbox's `/app`); may be said again when it has answered `graded`. */
  z.object({
    type: z.literal('grade'),
    entry: z.string(),
    /** The submission's files by path relative to `/app`, in place of all that lies there. */
    files: z.optional(z.record(z.string(), z.string())),
    env: z.record(z.string(), z.string()),
    seed: z.number(),
    only: z.optional(z.array(z.string())),
  }),
  /** Starts the student's server for play, on the real clock. */
  z.object({
    type: z.literal('start'),
    entry: z.string(),
    env: z.record(z.string(), z.string()),
    /** Whether a given module asks for its operations through `gate.js`, so that they are rows too. */
    gates: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('connect'), client: z.string(), path: z.string() }),
  z.object({ type: z.literal('send'), client: z.string(), text: z.string() }),
  z.object({ type: z.literal('disconnect'), client: z.string(), how: z.enum(['close', 'fin', 'cut']) }),
  z.object({
    type: z.literal('http'),
    id: z.string(),
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.optional(z.string()),
  }),
  /** Cuts the connection of a request whose answer has not ended. */
  z.object({ type: z.literal('abort'), id: z.string() }),
  /** Asks for the bytes and the decoding of rows. */
  z.object({ type: z.literal('details'), ids: z.array(z.number()) }),
  /** The page has drawn the rows up to this id: the next batch may come. */
  z.object({ type: z.literal('drawn'), id: z.number() }),
]);
export type Command = z.infer<typeof command>;

/** From the rig. */
export const report = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  // grading
  z.object({ type: z.literal('check-started'), id: z.string(), title: z.string(), points: z.number() }),
  /** The check has passed with one of its seeds, and goes on with the next: a sign of life. */
  z.object({ type: z.literal('seed-passed'), id: z.string(), seed: z.number() }),
  z.object({
    type: z.literal('check-ended'),
    id: z.string(),
    title: z.string(),
    points: z.number(),
    lesson: z.string(),
    verdict,
    /** Real ms the check took. */
    ms: z.number(),
    /** What the student's program printed during the check, the last 4 KiB. */
    output: z.string(),
    /** Present unless the check passed. */
    transcript: z.optional(transcript),
  }),
  z.object({ type: z.literal('graded') }),
  // play
  /** `ms` from spawn to listening. `port` is what the server listens on, `expected` what it was told. */
  z.object({ type: z.literal('listening'), port: z.number(), expected: z.number(), ms: z.number() }),
  z.object({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  z.object({
    type: z.literal('exited'),
    code: z.nullable(z.number()),
    signal: z.nullable(z.string()),
    /** When it died of an error: the error's line and its first frame in the student's files. */
    error: z.optional(z.object({ text: z.string(), at: z.optional(sourcePosition) })),
    asked: z.boolean(),
  }),
  /** The server has not answered for `ms`: an endless loop, or the like. It has been killed. */
  z.object({
    type: z.literal('unresponsive'),
    ms: z.number(),
    entry: z.string(),
    lastOutput: z.optional(z.string()),
    lastDelivered: z.optional(row),
  }),
  z.object({ type: z.literal('opened'), client: z.string() }),
  z.object({
    type: z.literal('message'),
    client: z.string(),
    text: z.string(),
    isBinary: z.boolean(),
    time: z.number(),
  }),
  z.object({ type: z.literal('closed'), client: z.string(), code: z.number(), reason: z.string() }),
  z.object({ type: z.literal('failed'), client: z.string(), error: z.string(), status: z.optional(z.number()) }),
  /** The head of the answer to `http`; its body follows in parts, then its end. */
  z.object({
    type: z.literal('answered'),
    id: z.string(),
    status: z.number(),
    reason: z.string(),
    /** As they came: order, case, and each of those that came more than once. */
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  z.object({ type: z.literal('body'), id: z.string(), text: z.string() }),
  /** With `error` when the answer is not complete, or none came. */
  z.object({ type: z.literal('ended'), id: z.string(), error: z.optional(z.string()) }),
  z.object({ type: z.literal('rows'), rows: z.array(row), dropped: z.number() }),
  z.object({
    type: z.literal('details'),
    details: z.array(
      z.object({
        id: z.number(),
        /** Lower-case hex of the bytes on the wire. */
        hex: z.string(),
        /** Name and value of each field, in wire order, with the byte range it takes. */
        fields: z.array(z.object({ name: z.string(), value: z.string(), from: z.number(), to: z.number() })),
      }),
    ),
  }),
  /** The rig could not do what was asked; a sentence for the learner. */
  z.object({ type: z.literal('problem'), message: z.string() }),
]);
export type Report = z.infer<typeof report>;
