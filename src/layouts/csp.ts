/** Content security policies of the pages, as the value of their meta tag. */

export type PageKind =
  | { readonly kind: 'reading' }
  /** `frame` is the CSP source of the sandbox frame's bootstrap: `'sha256-…'`. The frame is `srcdoc` and inherits this policy. */
  | { readonly kind: 'lab'; readonly frame: string };

const COMMON = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** @param server `dev` adds what the authors' live server needs: its web socket */
export function contentSecurityPolicy(page: PageKind, server: 'built' | 'dev'): string {
  const lab = page.kind === 'lab';
  return [
    ...COMMON,
    `script-src 'self' 'wasm-unsafe-eval'${lab ? ` 'unsafe-eval' blob: ${page.frame}` : ''}`,
    `worker-src 'self'${lab ? ' blob:' : ''}`,
    `connect-src 'self'${server === 'dev' ? ' ws:' : ''}`,
  ].join('; ');
}
