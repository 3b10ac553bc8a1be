/** Who is not let in, whatever they show. */
import { Mismatch, type TranscriptPosition } from '../../src/rig/check.ts';
import { expectStatus } from '../../src/rig/matchers.ts';
import type { Rig } from '../../src/rig/rig.ts';
import { byTicket, byToken, nothing, ORIGIN, ticketFor } from './credentials.ts';
import { refused } from './refusals.ts';

/** Each is what some comparison takes for the right one. */
export const STRANGE_ORIGINS = [
  'https://evil.test',
  `${ORIGIN}.evil.test`,
  'http://app.example.com',
  'null',
  'https://appXexample.com',
  'https://evil-app.example.com',
  'https://evil.app.example.com',
  'https://example.com',
  `${ORIGIN}:8443`,
  `${ORIGIN}:443`,
  `${ORIGIN}/`,
  'https://APP.example.com',
  'https://app.example.co',
  `https://evil.test/?${ORIGIN}`,
  'http://localhost:3000',
  'http://127.0.0.1',
];

/** Nothing else is a ticket, or a token: neither at the door nor where tickets are issued. */
export async function noCredential(rig: Rig): Promise<void> {
  const why = 'Who cannot prove who they are does not get in.';
  const ticket = await ticketFor(rig, 't-ana');
  const Basic = `Basic ${Buffer.from('ana:t-ana').toString('base64')}`;
  for (const [name, shown] of [
    ['mallory', nothing],
    ['mallory (garbage)', byTicket('a-ticket-that-nobody-has-issued')],
    ['mallory (empty ticket)', byTicket('')],
    ['mallory (an inherited name)', byTicket('__proto__')],
    ['mallory (a token for a ticket)', byTicket('t-ana')],
    ['mallory (half a ticket)', byTicket(ticket.slice(0, -8))],
    [
      'mallory (says who)',
      { path: '/ws?userId=ana&role=manager&user=ana&token=t-ana&access_token=t-ana', headers: {} },
    ],
    ['mallory (no such token)', byToken('t-nobody')],
    ['mallory (a ticket for a token)', byToken(ticket)],
    ['mallory (Basic)', { path: '/ws', headers: { Authorization: Basic } }],
    ['mallory (no scheme)', { path: '/ws', headers: { Authorization: 't-ana' } }],
    ['mallory (another scheme)', { path: '/ws', headers: { Authorization: 'Digest t-ana' } }],
    ['mallory (a longer scheme)', { path: '/ws', headers: { Authorization: 'TokenBearer t-ana' } }],
    ['mallory (no space)', { path: '/ws', headers: { Authorization: 'Bearert-ana' } }],
    ['mallory (a word between)', byToken('of t-ana')],
    ['mallory (a token and more)', byToken('t-ana.x')],
    ['mallory (a token in capitals)', byToken('T-ANA')],
    ['mallory (a cookie)', { path: '/ws', headers: { Cookie: 'token=t-ana' } }],
    ['mallory (a protocol)', { path: '/ws', headers: { 'Sec-WebSocket-Protocol': 't-ana' } }],
  ] as const) {
    await refused(rig, name, shown, 401, why);
  }
  const without: readonly Readonly<Record<string, string>>[] = [
    {},
    { Authorization: 'Bearer t-nobody' },
    { Authorization: Basic },
    { Authorization: 't-ana' },
    { Authorization: 'Digest t-ana' },
    { Authorization: 'TokenBearer t-ana' },
    { Authorization: 'Bearert-ana' },
    { Authorization: 'Bearer of t-ana' },
    { Authorization: 'Bearer t-ana.x' },
    { Authorization: 'Bearer T-ANA' },
    { Cookie: 'token=t-ana' },
    { 'X-Token': 't-ana' },
  ];
  for (const headers of without) {
    const answer = await rig.http('POST', '/tickets', { headers, body: { token: 't-ana', userId: 'ana' } });
    const [shown] = Object.entries(headers);
    const what = `POST /tickets ${shown ? `with "${shown.join(': ')}"` : 'without Authorization'}`;
    // A ticket is random, and another one each time.
    if (answer.status === 201) throw ticketForNobody(what, answer.at);
    expectStatus(answer, 401, what, 'Who has no token gets no ticket.');
  }
}

function ticketForNobody(what: string, at: TranscriptPosition | undefined): Mismatch {
  return new Mismatch({
    expected: `${what} answers 401.`,
    received: 'Status 201, and a ticket.',
    why: 'Who has no token gets no ticket.',
    at,
  });
}
