// isIP and its kin, SocketAddress, BlockList, and a server that blocks.
import net from 'node:net';
import { inspect } from 'node:util';
import { listening, note, once, watch } from '../shared/notes.mjs';

for (const text of ['127.0.0.1', '::1', '::ffff:1.2.3.4', '1.2.3', 'fe80::1%eth0', '', '256.1.1.1', '1::2::3', '[::1]'])
  note('isIP', text, net.isIP(text), net.isIPv4(text), net.isIPv6(text));
const address = new net.SocketAddress({ address: '1.2.3.4', port: 80 });
note(
  'SocketAddress',
  inspect(address),
  address.family,
  net.SocketAddress.parse('[::1]:8080')?.port,
  net.SocketAddress.parse('nothing'),
);
for (const options of [{ address: 'x' }, { port: -1 }, { family: 'ipv5' }]) {
  try {
    new net.SocketAddress(options);
  } catch (error) {
    note('SocketAddress', error.code, error.message);
  }
}
const list = new net.BlockList();
list.addAddress('9.9.9.9');
list.addCIDR('2001:db8::/32');
list.addRange('10.0.0.1', '10.0.0.9');
list.addSubnet('127.0.0.0', 8);
list.addSubnet('8592:757c:efae:4e45::', 64, 'ipv6');
note(
  'BlockList',
  inspect(list.rules),
  list.check('10.0.0.5'),
  list.check('10.0.0.10'),
  list.check('::ffff:127.0.0.1', 'ipv6'),
);
const server = watch('server', net.createServer({ blockList: list }), ['connection', 'drop']);
const port = await listening(server);
const client = watch('client', net.connect(port, '127.0.0.1'), ['connect', 'end', 'close', 'error']);
client.resume();
await once(client, 'close');
const refused = watch('refused', net.connect({ port, host: '127.0.0.1', blockList: list }), [
  'connect',
  'close',
  'error',
]);
await once(refused, 'close');
server.close();
