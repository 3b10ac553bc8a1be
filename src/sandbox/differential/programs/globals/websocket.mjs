// Node's own WebSocket, against a server of the package ws.
import { WebSocketServer } from 'ws';

const wss = new WebSocketServer({ port: 0, handleProtocols: (p) => [...p][0] });
await new Promise((r) => wss.on('listening', r));
wss.on('connection', (s, req) => {
  console.log('server', req.url, s.protocol);
  s.on('message', (d, bin) => {
    s.send(d, { binary: bin });
    if (String(d) === 'bye') s.close(4001, 'reason é');
  });
  s.on('close', (code, reason) => console.log('server close', code, String(reason)));
});
const url = `ws://127.0.0.1:${wss.address().port}/p?q=1`;
const ws = new WebSocket(url, ['one', 'two']);
console.log(ws.readyState, ws.bufferedAmount, ws.binaryType, ws.extensions === '', WebSocket.OPEN);
ws.addEventListener('open', (e) => {
  console.log('open', e.type, ws.protocol, ws.readyState);
  ws.send('text');
  ws.binaryType = 'arraybuffer';
  ws.send(new Uint8Array([1, 2, 3]));
  ws.send(new Blob(['blob']));
});
let n = 0;
ws.onmessage = (e) => {
  console.log('message', e.data, e.origin.replace(/\d+$/, 'P'));
  if (++n === 3) ws.send('bye');
};
await new Promise((r) => {
  ws.onclose = (e) => {
    console.log('close', e.code, e.reason, e.wasClean, ws.readyState);
    r();
  };
});
const refused = new WebSocket('ws://127.0.0.1:1/');
refused.onerror = (e) => console.log('error', e.type, e.message, e.error?.message);
await new Promise((r) => {
  refused.onclose = (e) => {
    console.log('refused', e.code, e.reason, e.wasClean);
    r();
  };
});
const own = new WebSocket(url);
own.onopen = () => own.close(3000, 'mine');
await new Promise((r) => {
  own.onclose = (e) => {
    console.log('own', e.code, e.reason, e.wasClean);
    r();
  };
});
for (const bad of [
  () => new WebSocket('nope'),
  () => new WebSocket(url, ['a', 'a']),
  () => own.close(1005),
  () => own.close(3000, 'x'.repeat(200)),
])
  try {
    bad();
  } catch (e) {
    console.log(e.name, e.message);
  }
const half = new WebSocket(url);
half.onopen = () => {
  for (const c of wss.clients) c.terminate();
};
half.onerror = (e) => console.log('half error', e.message);
await new Promise((r) => {
  half.onclose = (e) => {
    console.log('half', e.code, e.reason, e.wasClean);
    r();
  };
});
wss.close();
