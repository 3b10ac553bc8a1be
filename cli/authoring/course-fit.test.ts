import { expect, it } from 'vitest';
import type { Exercise } from '../../src/exercise/catalog.ts';
import { courseViolations } from './course-fit.ts';

const MODULES = ['liveness', 'socket-io'];
const check = (id: string, points: number, lesson = 'liveness#deep-dive') => ({ id, title: id, points, lesson });
const exercise = (manifest: object, checks: Exercise['checks']) =>
  ({ slug: 'parrot', manifest: { module: 'liveness', number: 'E9', ...manifest }, checks }) as Exercise;
const told = (it: Exercise) =>
  courseViolations(it, {
    modules: MODULES,
    manifests: [
      ['hub', { number: 'E4' }],
      ['parrot', it.manifest],
    ],
  }).map(({ message }) => message);

it('finds nothing in an exercise of a module, with a number of its own and a hundred points', () => {
  expect(told(exercise({}, [check('E9.1', 60), check('E9.2', 40)]))).toEqual([]);
});

it('names a module, a lesson, a number and points that do not fit, each with its file', () => {
  const misfit = exercise({ module: 'livenes', number: 'E4' }, [
    check('E4.1', 100),
    check('E4.2', 10, 'sse#deep-dive'),
  ]);
  expect(told(misfit)).toEqual([
    'exercises/parrot/exercise.json: "module": there is no module "livenes". Did you mean liveness?',
    'graders/parrot.ts: E4.2: "lesson": there is no module "sse". The modules are liveness, socket-io.',
    'exercises/parrot/exercise.json: "number": exercises/hub is E4 already. Give one of them another number.',
    'graders/parrot.ts: the points of its checks add up to 110. Share out 100 among them.',
  ]);
});
