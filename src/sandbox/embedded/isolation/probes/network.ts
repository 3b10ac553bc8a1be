/** Ways to the network. A program's own network is virtual, so Node's interfaces find nobody at the leak server's port. */
import type { Probe } from './probe.ts';

const REFUSED = 'ECONNREFUSED';

/** A global of browsers that must be out of reach whatever the way. */
const gone = (...names: string[]): Probe => ({
  name: `the browser's ${names.join(', ')}`,
  program: `say(browsers(...${JSON.stringify(names)}));`,
  says: [[]],
});

export const NETWORK: readonly Probe[] = [
  gone('fetch', 'fetchLater', 'Request', 'Response'),
  gone('XMLHttpRequest', 'XMLHttpRequestUpload'),
  gone('WebSocket', 'WebSocketStream'),
  gone('EventSource'),
  gone('WebTransport'),
  gone('RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel'),
  gone('importScripts'),
  gone('Worker', 'SharedWorker', 'ServiceWorker'),
  gone('FontFace', 'FontFaceSet', 'fonts', 'Image', 'createImageBitmap', 'OffscreenCanvas'),
  gone('location', 'WorkerLocation', 'navigation', 'open', 'document', 'history'),
  gone('Notification', 'PushManager', 'BackgroundFetchManager', 'SyncManager', 'ReportingObserver'),
  {
    name: "beacons by Node's navigator or the browser's",
    program: `
      const prototypes = [navigator, Object.getPrototypeOf(navigator), ...reach('navigator').map(([, it]) => it)];
      say(prototypes.every((it) => it.sendBeacon === undefined));
      say(browsers('WorkerNavigator', 'Navigator').filter((it) => !it.startsWith('Navigator')));`,
    says: [true, []],
  },
  {
    name: "Node's http, https, net, tls, dgram and http2",
    program: `(async () => {
      const ended = (socket) => new Promise((resolve, reject) => socket.on('error', reject).on('connect', resolve).on('response', resolve));
      say(await fails(() => ended(require('node:http').get(LEAK))));
      say(await fails(() => ended(require('node:net').connect(PORT, '127.0.0.1'))));
      say(await fails(() => ended(require('node:net').connect(PORT, 'localhost'))));
      say(await fails(() => ended(require('node:https').get(LEAK.replace('http', 'https')))));
      say(await fails(() => ended(require('node:tls').connect(PORT))));
      say(await fails(() => require('node:dgram').createSocket('udp4')));
      say(await fails(() => require('node:http2').connect(LEAK)));
    })();`,
    says: [REFUSED, REFUSED, REFUSED, ...Array<string>(4).fill('ERR_SANDBOX_UNSUPPORTED')],
  },
  {
    name: "Node's fetch, WebSocket and EventSource",
    program: `(async () => {
      const kinds = {
        fetch: () => fetch(LEAK + '/node-fetch'),
        WebSocket: () => new Promise((resolve, reject) => {
          const socket = new WebSocket(LEAK.replace('http', 'ws'));
          socket.onopen = resolve;
          socket.onerror = () => reject(new Error());
        }),
        EventSource: () => new Promise((resolve, reject) => {
          const source = new EventSource(LEAK);
          source.onopen = resolve;
          source.onerror = () => reject(new Error());
        }),
      };
      for (const [name, act] of Object.entries(kinds)) say([name, (await fails(act)) === 'done']);
      process.exit();
    })();`,
    says: [
      ['fetch', false],
      ['WebSocket', false],
      ['EventSource', false],
    ],
  },
  {
    name: 'names and addresses beyond the machine',
    program: `(async () => {
      const dns = require('node:dns').promises;
      for (const name of ['example.com', 'leak.test']) say((await fails(() => dns.lookup(name))) === 'done');
      say((await fails(() => dns.resolve4('example.com'))) === 'done');
      for (const host of ['10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', '0.0.0.0']) {
        const socket = require('node:net').connect(PORT, host);
        say((await fails(() => new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject)))) === 'done');
        socket.destroy();
      }
    })();`,
    says: Array<boolean>(7).fill(false),
  },
  {
    name: 'import() of http, data and blob addresses, by every constructor of functions',
    program: `(async () => {
      const urls = [LEAK + '/import', 'data:text/javascript,import(' + JSON.stringify(LEAK + '/data') + ')', 'blob:null/0'];
      const makers = [Function, (async () => {}).constructor, (function* () {}).constructor];
      const results = [];
      for (const url of urls) for (const make of makers) {
        const made = make('url', 'return import(url)')(url);
        const imported = typeof made.next === 'function' ? made.next().value : made;
        results.push((await fails(() => imported)) === 'done');
      }
      results.push((await fails(() => (0, eval)('import(' + JSON.stringify(urls[0]) + ')'))) === 'done');
      results.push((await fails(() => import(urls[0]))) === 'done');
      say(results.some(Boolean));
      process.exit();
    })();
    // The browser's own import is none that the loop waits for.
    setInterval(() => {}, 1000);`,
    says: [false],
  },
  {
    name: 'addresses in comments that tools of the browser read',
    program: `
      (0, eval)('1\\n//# sourceURL=' + LEAK + '/source-url\\n//# sourceMappingURL=' + LEAK + '/map');
      new Function('throw new Error("x")\\n//# sourceMappingURL=' + LEAK + '/function-map');
      const error = new Error('x');
      error.stack = 'Error: x\\n    at ' + LEAK + '/stack.js:1:1';
      console.error(error);
      say('read');`,
    says: ['read'],
  },
  {
    name: 'headers that make a browser report, prefetch or redirect',
    program: `
      const server = require('node:http').createServer((request, response) => {
        response.writeHead(302, {
          Location: LEAK + '/redirect', Link: '<' + LEAK + '/preload>; rel=preload; as=fetch', 'Set-Cookie': 'draft=stolen',
          'Report-To': JSON.stringify({ group: 'all', max_age: 9, endpoints: [{ url: LEAK + '/report' }] }),
          NEL: '{"report_to":"all","max_age":9,"success_fraction":1}', Refresh: '0; url=' + LEAK + '/refresh',
          'Content-Security-Policy': "default-src 'none'; report-uri " + LEAK + '/csp', SourceMap: LEAK + '/header-map',
        });
        response.end('<img src=' + LEAK + '/img>');
      });
      server.listen(3000, () => require('node:http').get('http://localhost:3000', (response) => {
        say(response.statusCode);
        process.exit();
      }));`,
    says: [302],
  },
  {
    name: "worker threads, clusters and Node's inspector",
    program: `(async () => {
      const { Worker } = require('node:worker_threads');
      say(await fails(() => new Worker('fetch(' + JSON.stringify(LEAK) + ')', { eval: true })));
      say(await fails(() => require('node:cluster').fork()));
      say(await fails(() => require('node:inspector').open(0)));
      say((await fails(() => new (require('node:inspector').Session)().connect())) === 'done');
      say(await fails(() => process.dlopen({ exports: {} }, '/lib/x.node')));
    })();`,
    says: [...Array<string>(3).fill('ERR_SANDBOX_UNSUPPORTED'), false, 'Error'],
  },
];
