// A named import that does not exist.
import { readFil, readFile } from 'node:fs';
