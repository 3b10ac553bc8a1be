/**
 * An error as Node's C++ throws it: a plain `RangeError` or `TypeError` whose only own enumerable property is `code`,
 * unlike the errors of Node's JavaScript, whose stack shows the code.
 */
export function nativeError(kind: 'RangeError' | 'TypeError' | 'Error', code: string, message: string): Error {
  const error =
    kind === 'RangeError'
      ? new RangeError(message)
      : kind === 'TypeError'
        ? new TypeError(message)
        : new Error(message);
  return Object.assign(error, { code });
}

export function indexOutOfRange(): Error {
  return nativeError('RangeError', 'ERR_OUT_OF_RANGE', 'Index out of range');
}

export function valueOutOfRange(name: string): Error {
  return nativeError('RangeError', 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range.`);
}
