// An import of a file that does not exist.
import './nope.mjs';
