/** One try of a program to get out. The leak server and the page's state judge it too. */
export interface Probe {
  readonly name: string;
  /** Has `reach`, `browsers`, `say`, `fails`, `LEAK` and `PORT` of tools.cjs. */
  readonly program: string;
  /** What it says: one value a line. */
  readonly says: readonly unknown[];
}
