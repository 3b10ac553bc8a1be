/** How a process answers the rig: it looks at itself one turn of its loop after another until nothing moves. */
import type { Request, State } from './protocol.ts';

/** What may move from one turn to the next. */
type Glance = Pick<State, 'version' | 'links' | 'connecting' | 'busy' | 'why'>;

export interface Looks {
  glance(): Glance;
  /** What is asked for only once, at the end. */
  rest(): Omit<State, keyof Glance | 'still'>;
  /** Calls back one turn of the loop later, behind all that is queued now. */
  nextTurn(callback: () => void): void;
}

/** What a turn sets off may show one turn after it: the close of a handle comes behind the immediates. */
const TURNS_STILL = 2;
/** A process that moves for ever still answers. */
const MOST_TURNS = 12;

/** Answers `op`. Without a promise, whose `then` a program may replace. */
export function look(op: Request['op'], looks: Looks, answer: (state: State) => void): void {
  // It stands still by itself from the answer on.
  if (op === 'hold') looks.nextTurn(() => answer({ ...looks.glance(), ...looks.rest(), still: false }));
  else lookUntilStill(looks, answer);
}

function lookUntilStill(looks: Looks, answer: (state: State) => void): void {
  const links: State['links'] = [];
  let last: Glance | undefined;
  let still = 0;
  let turns = 0;
  const lookAgain = () => {
    const now = looks.glance();
    links.push(...now.links);
    const moved = now.busy > 0 || now.version !== last?.version;
    last = now;
    still = moved ? 0 : still + 1;
    turns += 1;
    if (still === TURNS_STILL || turns === MOST_TURNS)
      answer({ ...now, ...looks.rest(), links, still: still === TURNS_STILL });
    else looks.nextTurn(lookAgain);
  };
  looks.nextTurn(lookAgain);
}
