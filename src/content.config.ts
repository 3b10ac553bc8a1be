import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { exerciseSchema, exercisesLoader } from './content/exercises-loader.ts';

const number = z.number().int().min(1).max(14).describe('Place in the course, 1 to 14');
const title = z.string().min(1).describe('Title of the module: "Rooms, departments, presence"');
const promise = z.string().min(1).describe('One sentence for the course map: what the learner can do afterwards');
const level = z.enum(['Foundation', 'Core', 'Advanced', 'Senior']).describe('How much it asks of the learner');
const minutes = z.number().int().positive().describe('Time to read it and do its exercise, in minutes');

/** A written module: `NN-slug.mdx`. Its fixed sections are in src/content/sections.ts. */
const modules = defineCollection({
  loader: glob({
    base: 'src/content/modules',
    pattern: '*.mdx',
    generateId: ({ entry }) => entry.replace(/^\d+-/, '').replace(/\.mdx$/, ''),
  }),
  schema: z.strictObject({
    number,
    title,
    promise,
    lede: z.string().min(1).describe('Two sentences under the title: what is at stake and what is learned'),
    description: z.string().min(1).max(160).describe('For search engines'),
    level,
    minutes,
    after: z.array(number).describe('Numbers of the modules that come before it'),
    exercise: z.string().optional().describe('Slug of the exercise that stands beside the text'),
  }),
});

/** Modules that are being written: shown on the course map, without a page. */
const planned = defineCollection({
  loader: file('src/content/planned.json'),
  schema: z.strictObject({
    id: z.string(),
    number,
    title,
    promise,
    level,
    minutes,
    exercises: z.array(z.string()).describe('Numbers of its exercises: "E8a"'),
  }),
});

/** The published brief of each exercise: `exercises/<slug>/brief.md`. */
const briefs = defineCollection({
  loader: glob({
    base: 'exercises',
    pattern: '*/brief.md',
    generateId: ({ entry }) => entry.replace(/\/brief\.md$/, ''),
  }),
});

/** The exercises, from what `build:sandbox` made. */
const exercises = defineCollection({ loader: exercisesLoader, schema: exerciseSchema });

export const collections = { modules, planned, briefs, exercises };
