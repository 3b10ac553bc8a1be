// An uncaught error of a class of its own, with two causes.
class HttpError extends Error {
  constructor(status, message, options) {
    super(message, options);
    this.status = status;
  }
  get name() {
    return 'HttpError';
  }
}
function inner() {
  throw new RangeError('inner', { cause: 'text cause' });
}
try {
  inner();
} catch (e) {
  throw new HttpError(500, 'outer', { cause: e });
}
