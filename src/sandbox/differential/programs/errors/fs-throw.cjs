// An uncaught error of a synchronous call of fs.
require('node:fs').readFileSync('/does/not/exist');
