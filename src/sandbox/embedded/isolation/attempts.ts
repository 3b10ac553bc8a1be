/**
 * For tests: every way in which a script of a browser can reach the network or leave a trace, as JavaScript text. Each takes the
 * address it is to reach, which ends in its own name; the leak server judges, what an attempt returns is for the reader.
 */

export type Attempts = Readonly<Record<string, string>>;

export const blobOf = (code: string) => `URL.createObjectURL(new Blob([${code}], { type: 'text/javascript' }))`;

/** In a worker and in a window. */
const ANYWHERE: Attempts = {
  fetch: 'fetch(url, { mode: "no-cors" })',
  'fetch-keepalive': 'fetch(url, { mode: "no-cors", keepalive: true, method: "POST", body: "x" })',
  xhr: 'new Promise((done) => { const x = new XMLHttpRequest(); x.onloadend = done; x.open("GET", url); x.send(); })',
  'xhr-sync': '{ const x = new XMLHttpRequest(); x.open("GET", url, false); x.send(); }',
  'web-socket': 'new Promise((done) => { new WebSocket(url.replace("http", "ws")).onerror = ended(done); })',
  'event-source': 'new Promise((done) => { new EventSource(url).onerror = ended(done); })',
  'import-http': 'import(url)',
  'import-data': 'import("data:text/javascript,import(" + JSON.stringify(url) + ")")',
  'import-blob': `import(${blobOf('"import " + JSON.stringify(url)')})`,
  'import-blob-dynamic': `import(${blobOf('"await import(" + JSON.stringify(url) + ")"')})`,
  'nested-worker': `new Promise((done) => { keep(new Worker(${blobOf('"fetch(" + JSON.stringify(url) + ")"')})).onerror = ended(done); })`,
  'nested-worker-import': `new Promise((done) => { keep(new Worker(${blobOf('"importScripts(" + JSON.stringify(url) + ")"')})).onerror = ended(done); })`,
  'nested-module-worker': `new Promise((done) => { keep(new Worker(${blobOf('"import " + JSON.stringify(url)')}, { type: 'module' })).onerror = ended(done); })`,
  'nested-worker-http': 'new Promise((done) => { keep(new Worker(url)).onerror = ended(done); })',
  'font-face': 'new FontFace("leak", "url(" + url + ")").load()',
};

export const IN_WORKER: Attempts = {
  ...ANYWHERE,
  'import-scripts': 'importScripts(url)',
};

export const IN_WINDOW: Attempts = {
  ...ANYWHERE,
  beacon: 'navigator.sendBeacon(url, "x")',
  'shared-worker': `new Promise((done) => { keep(new SharedWorker(${blobOf('"fetch(" + JSON.stringify(url) + ")"')})).onerror = ended(done); })`,
  image: 'new Promise((done) => { const i = new Image(); i.onload = i.onerror = done; i.src = url; })',
  script: element('script', 'it.src = url'),
  stylesheet: element('link', 'it.rel = "stylesheet"; it.href = url'),
  'style-import':
    '{ const s = document.createElement("style"); s.textContent = "@import url(" + url + ")"; document.head.append(s); }',
  'style-background':
    '{ document.documentElement.style.background = "url(" + url + ")"; document.documentElement.getBoundingClientRect(); }',
  preload: element('link', 'it.rel = "preload"; it.as = "fetch"; it.crossOrigin = ""; it.href = url'),
  'module-preload': element('link', 'it.rel = "modulepreload"; it.href = url'),
  frame: element('iframe', 'it.src = url'),
  'frame-srcdoc': element('iframe', 'it.srcdoc = "<img src=" + url + ">"'),
  object: element('object', 'it.data = url'),
  embed: element('embed', 'it.src = url'),
  video: element('video', 'it.src = url; it.preload = "auto"'),
  popup: 'open(url)',
};

/** Chromium opens a connection for it, and sends nothing, before it looks at the policy: a window of the sandbox must not run programs. */
export const PRECONNECTING = 'frame';

/** Leads the page away; throws where it may not. */
export const NAVIGATION: Attempts = {
  'top-navigation': '{ top.location = url; }',
  'parent-navigation': '{ parent.location.href = url; }',
};

/** Over UDP, where no path can tell who it was. */
export const OVER_UDP: Attempts = {
  'web-transport': 'new WebTransport(url.replace("http:", "https:")).ready',
  // No policy that browsers know forbids it. Workers have none, and a window of the sandbox must not run programs.
  rtc: `(async () => {
    const { hostname, port } = new URL(url);
    const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + hostname + ':' + port }] });
    const gathered = new Promise((done) => { peer.onicecandidate = (event) => event.candidate || done(); });
    peer.createDataChannel('leak');
    await peer.setLocalDescription(await peer.createOffer());
    await gathered;
  })()`,
};

/** What must be out of reach or empty; each gives true where something of the page or of the device was reached. */
export const STORAGE: Attempts = {
  'indexed-db':
    'new Promise((done, no) => { const r = indexedDB.open("leak"); r.onsuccess = () => done(true); r.onerror = no; })',
  caches: 'caches.open("leak").then(() => true)',
  opfs: 'navigator.storage.getDirectory().then(() => true)',
  estimate: 'navigator.storage.estimate().then((e) => e.quota > 0)',
  locks: 'navigator.locks.request("leak", () => true)',
  'cookie-store': 'cookieStore.set("leak", "1").then(() => true)',
};

export const STORAGE_IN_WINDOW: Attempts = {
  ...STORAGE,
  'local-storage': '(localStorage.setItem("leak", "1"), true)',
  'session-storage': '(sessionStorage.setItem("leak", "1"), true)',
  cookie: '(document.cookie = "leak=1", document.cookie.includes("leak"))',
  'parent-document': '!!parent.document',
  'parent-global': 'parent.secret !== undefined',
  'top-title': '(top.document.title = "leak", true)',
  opener: 'opener !== null',
  'service-worker': 'navigator.serviceWorker.register("/leak.js").then(() => true)',
};

/** A statement that makes an element and puts it into the document. */
function element(name: string, set: string): string {
  return `{ const it = document.createElement(${JSON.stringify(name)}); document.documentElement.append(it); ${set}; }`;
}

/**
 * A script that tries them all at once, and gives `report` an object of outcomes. One that has not ended within `patience` ms is
 * `pending`: an attempt on a network that swallows everything tells of no end.
 */
export function script(
  attempts: Attempts,
  { url, patience }: { url: string; patience: number },
  report: string,
): string {
  const functions = Object.entries(attempts).map(
    ([name, code]) => `${JSON.stringify(name)}: async (url) => { ${code.startsWith('{') ? code : `return ${code};`} }`,
  );
  return `(async () => {
    const attempts = { ${functions.join(',\n')} };
    const outcomes = {};
    // Firefox collects a worker to whom nobody holds on, whatever it is doing.
    const keep = (worker) => { (globalThis.kept ??= []).push(worker); return worker; };
    // An error of a worker that nobody handles would end its maker.
    const ended = (done) => (event) => { event.preventDefault(); done(); };
    await Promise.all(Object.entries(attempts).map(async ([name, attempt]) => {
      const late = new Promise((resolve) => setTimeout(() => resolve('pending'), ${patience}));
      const made = attempt(${JSON.stringify(url)} + '/' + name).then(
        (value) => value === undefined || typeof value === 'object' ? 'ended' : value,
        (error) => error.name + ': ' + error.message);
      outcomes[name] = await Promise.race([made, late]);
    }));
    (${report})(outcomes);
  })();`;
}
