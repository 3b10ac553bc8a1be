// An uncaught error without a stack.
const e = new Error('no stack');
e.stack = undefined;
throw e;
