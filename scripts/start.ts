/** `npm start`: builds the site when something changed, serves it, and prints its address. */
import { buildSite } from './build.ts';
import { serveSite } from './serve.ts';

const port = Number(process.env['PORT'] ?? 4321);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`PORT must be a number from 0 to 65535, not "${process.env['PORT']}".`);
  process.exit(1);
}
await buildSite();
const site = await serveSite({ port, isolated: process.argv.includes('--isolated') });
if (site.port !== port && port !== 0) console.log(`Port ${port} is taken, so this is port ${site.port}.`);
console.log(`Duplex is at ${site.url} (Ctrl-C stops it)`);
