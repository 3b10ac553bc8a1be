// An uncaught error whose stack is any text.
const e = new Error('odd');
e.stack = 'just text';
throw e;
