// Known to differ: what is left in an iterator of a map or a set.
console.log(new Map([['a', 1]]).entries(), new Set([1]).values());
