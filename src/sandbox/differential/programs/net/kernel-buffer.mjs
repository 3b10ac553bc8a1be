// How much a peer that does not read can be sent before write() has to wait.
import net from 'node:net';
import { listening, once } from '../shared/notes.mjs';

const server = net.createServer({ pauseOnConnect: true });
const port = await listening(server);
const client = net.connect(port, '127.0.0.1');
await once(client, 'connect');
console.log(client.write(Buffer.alloc(200_000)), client.writableLength);
process.exit();
