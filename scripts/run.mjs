// `node scripts/run.mjs <program.ts> [args]`: sets up if need be, then runs a program of the project on its own Node.
import { fail, run, setup } from './setup.mjs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) fail(`Duplex needs Node 20 or later to set itself up; this is ${process.version}.`);
const [program, ...args] = process.argv.slice(2);
setup();
process.exitCode = await run(program, args);
