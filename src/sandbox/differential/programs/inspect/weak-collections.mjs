// Known to differ: the entries of weak collections.
import { inspect } from 'node:util';

const key = { a: 1 };
console.log(inspect(new WeakSet([key]), { showHidden: true }), inspect(new WeakMap([[key, 2]]), { showHidden: true }));
