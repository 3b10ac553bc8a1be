// Known to differ: the state of a promise.
console.log(Promise.resolve(4), new Promise(() => {}));
