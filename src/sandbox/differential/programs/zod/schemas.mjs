// zod: messages of a protocol, their errors, transforms, JSON schema.
import * as z from 'zod';
import { z as z2 } from 'zod/v4';

const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('join'),
    room: z
      .string()
      .min(1)
      .max(20)
      .regex(/^[a-z]+$/),
  }),
  z
    .object({
      type: z.literal('say'),
      text: z.string().trim().min(1),
      at: z.coerce.date().optional(),
      to: z.array(z.uuid()).default([]),
    })
    .strict(),
  z.object({ type: z.literal('move'), x: z.number().int().min(-5), y: z.number().finite() }),
]);
for (const x of [
  { type: 'join', room: 'abc' },
  { type: 'join', room: '' },
  { type: 'say', text: '  hi ', at: 0 },
  { type: 'say', text: 'x', extra: 1 },
  { type: 'move', x: 1.5, y: Infinity },
  { type: 'nope' },
  null,
  5,
]) {
  const r = Message.safeParse(x);
  console.log(r.success, r.success ? r.data : r.error.issues);
  if (!r.success) console.log(z.prettifyError(r.error));
}
try {
  Message.parse({ type: 'join' });
} catch (e) {
  console.log(e.name, e instanceof z.ZodError, e.message);
}
console.log(
  z.treeifyError(Message.safeParse({ type: 'move', x: 'a', y: 1 }).error),
  z.flattenError(z.object({ a: z.string() }).safeParse({}).error),
);
console.log(
  JSON.stringify(z.toJSONSchema(z.object({ a: z.string().email(), b: z.number().optional(), c: z.enum(['x', 'y']) }))),
);
console.log(
  await z
    .string()
    .refine(async (s) => s.length > 2, 'too short')
    .safeParseAsync('a')
    .then((r) => r.error.issues),
  z
    .string()
    .transform((s) => s.length)
    .pipe(z.number().max(3))
    .safeParse('abcd').error.issues[0].code,
  z.record(z.string(), z.bigint()).parse({ a: 1n }),
  z.map(z.string(), z.set(z.number())).parse(new Map([['a', new Set([1])]])),
  z.string().brand('x').parse('b'),
  z.lazy(() => z.array(z.string())).parse([]),
  z.preprocess((v) => Number(v), z.number()).parse('5'),
  z.string().catch('fallback').parse(5),
  z.union([z.string(), z.number()]).safeParse(true).error.issues[0].code,
  z2.iso.datetime().safeParse('2020-01-01T00:00:00Z').success,
);
