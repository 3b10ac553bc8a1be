import { describe, expect, it } from 'vitest';
import type { Command } from '../rig/protocol.ts';
import { LabClients } from './clients.ts';

function setUp() {
  const sent: Command[] = [];
  const clients = new LabClients();
  return { clients, sent, send: (command: Command) => void sent.push(command) };
}
const linksOf = (clients: LabClients) => clients.all.value.map(({ name, link }) => `${name} ${link}`);
const lastOf = (clients: LabClients, n = 0) => clients.all.value[n]?.log.at(-1)?.text;

describe('the clients of the lab', () => {
  it('have on the wire the name the learner gives them, and no two the same', () => {
    const { clients, send } = setUp();
    clients.connect('one', 'ana', '/', send);
    clients.connect('two', 'ana', '/', send);
    clients.connect('three', ' ', '/', send);
    expect(linksOf(clients)).toEqual(['ana connecting', 'ana² connecting', 'three connecting']);
  });

  it('free their name when they go', () => {
    const { clients, send } = setUp();
    clients.connect('one', 'ana', '/', send);
    clients.hear({ type: 'opened', client: 'ana' });
    clients.hear({ type: 'closed', client: 'ana', code: 4001, reason: 'idle' });
    expect(lastOf(clients)).toBe('Closed 4001 “idle”.');
    clients.connect('two', 'ana', '/', send);
    expect(linksOf(clients)).toEqual(['ana off', 'ana connecting']);
  });

  it('show that they were cut, which the end of the connection does not take away', () => {
    const { clients, sent, send } = setUp();
    clients.connect('one', 'ana', '/', send);
    clients.hear({ type: 'opened', client: 'ana' });
    clients.disconnect('one', 'cut', send);
    clients.hear({ type: 'closed', client: 'ana', code: 1006, reason: '' });
    expect(linksOf(clients)).toEqual(['ana cut']);
    expect(clients.all.value[0]?.log).toHaveLength(1);
    expect(sent.at(-1)).toEqual({ type: 'disconnect', client: 'ana', how: 'cut' });
  });

  it('still hear the server after they closed their own side', () => {
    const { clients, send } = setUp();
    clients.connect('one', 'ana', '/', send);
    clients.hear({ type: 'opened', client: 'ana' });
    clients.disconnect('one', 'fin', send);
    clients.hear({ type: 'message', client: 'ana', text: 'bye', isBinary: false, time: 1 });
    expect(lastOf(clients)).toBe('bye');
    clients.send('one', 'hello?', send);
    expect(lastOf(clients)).toBe('Not connected: nothing was sent.');
  });

  it('say why they cannot connect', () => {
    const { clients, send } = setUp();
    clients.connect('one', 'ana', '/', undefined);
    expect(lastOf(clients)).toContain('The server is not running');
    clients.connect('one', 'ana', '/', send);
    clients.hear({ type: 'failed', client: 'ana', error: 'The server refused with status 400.', status: 400 });
    expect(linksOf(clients)).toEqual(['ana off']);
    expect(lastOf(clients)).toContain('400');
  });
});
