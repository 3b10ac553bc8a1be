// A rejected top-level await.
import fs from 'node:fs/promises';

const text = await fs.readFile('/does/not/exist', 'utf8');
