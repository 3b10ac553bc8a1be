// A require of a file that does not exist.
require('./nope');
