import net from 'node:net';

/** What each endpoint saw, in its own order. The order between endpoints is nobody's promise, so it is not printed. */
const notes = new Map();

/** Keeps a note; all are printed when the program ends, endpoint by endpoint. */
export function note(who, ...what) {
  if (!notes.has(who)) notes.set(who, []);
  notes.get(who).push(what.map(String).join(' '));
}

process.on('exit', () => {
  for (const who of [...notes.keys()].sort()) {
    console.log(`${who}:`);
    for (const what of notes.get(who)) console.log(`  ${what}`);
  }
});

/** Notes the events of a stream or emitter; errors with all that they say. */
export function watch(who, emitter, events) {
  for (const event of events) {
    emitter.on(event, (...args) => note(who, event, ...args.map((arg) => describe(arg))));
  }
  return emitter;
}

export function describe(value) {
  if (value instanceof Error) {
    const { name, message, code, errno, syscall, address } = value;
    const place = JSON.stringify({ code, errno, syscall, address });
    return `${name}: ${message.replace(/:\d{4,5}\b/g, ':PORT')} ${place}`;
  }
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('latin1'));
  if (typeof value === 'string') return JSON.stringify(value);
  if (value !== null && typeof value === 'object') return value.constructor?.name ?? 'object';
  return String(value);
}

/** Resolves when the emitter has emitted the event once. */
export const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

/** Listens on a free port of 127.0.0.1. */
export const listening = (server, ...args) =>
  new Promise((resolve) =>
    server.listen(...(args.length > 0 ? args : [0, '127.0.0.1']), () => resolve(server.address().port)),
  );

/**
 * Resolves when everything has arrived that was sent before, however slow the machine: bytes that go to and fro
 * on a connection of their own come after it.
 */
export async function settled() {
  const echo = net.createServer((socket) => socket.pipe(socket));
  const socket = net.connect(await listening(echo), '127.0.0.1');
  for (let n = 0; n < 5; n += 1) {
    socket.write('.');
    await once(socket, 'data');
  }
  socket.end();
  await once(socket, 'close');
  echo.close();
}
