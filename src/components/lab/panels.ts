/** The dock's panels, for the lab and for the page that stands in for it before. */

export type PanelName = 'clients' | 'http' | 'wire' | 'console' | 'results';

export const PANEL_TITLES: Readonly<Record<PanelName, string>> = {
  clients: 'Clients',
  http: 'HTTP',
  wire: 'Wire',
  console: 'Console',
  results: 'Results',
};

/** What an exercise offers to play with. */
interface Play {
  readonly clients: readonly unknown[];
  readonly requests: readonly unknown[];
}

/** Those that this exercise has, in order; the first is open at first. */
export function panelsOf({ clients, requests }: Play): readonly PanelName[] {
  return [
    ...(clients.length > 0 ? (['clients'] as const) : []),
    ...(requests.length > 0 ? (['http'] as const) : []),
    'wire',
    'console',
    'results',
  ];
}
