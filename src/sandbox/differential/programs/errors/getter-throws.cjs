// An uncaught object with a getter that throws.
throw {
  get a() {
    throw new Error('x');
  },
  b: 1,
  [Symbol('s')]: 2,
};
