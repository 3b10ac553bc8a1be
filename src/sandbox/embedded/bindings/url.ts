/** `internalBinding('url')`: the browser's URL parser, its result cut up the way Node's `URL` class keeps it. */
import { native } from '../kernel/captured.ts';
import type { Binding, Host } from '../kernel/host.ts';
import { quietPunycode } from './text.ts';

const OMITTED = 0xffffffff;
const SCHEME_TYPES = ['http:', ' ', 'https:', 'ws:', 'ftp:', 'wss:', 'file:'];
/** What `update` changes, in the order of `updateActions` in Node's `internal/url`. */
const FIELDS = ['protocol', 'host', 'hostname', 'port', 'username', 'password', 'pathname', 'search', 'hash'] as const;
const UPDATE_HREF = 9;

/** Offsets into `url.href`, as ada's `url_aggregator` has them. */
function componentsOf(url: URL, components: Uint32Array): void {
  const { href, username, password } = url;
  const protocolEnd = url.protocol.length;
  const hash = href.indexOf('#');
  const hashStart = hash < 0 ? OMITTED : hash;
  const query = href.indexOf('?');
  const searchStart = query < 0 || query > hashStart ? OMITTED : query;
  const pathEnd = Math.min(searchStart, hashStart, href.length);
  const pathStart = pathEnd - url.pathname.length;

  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  if (href.startsWith('//', protocolEnd) && pathStart >= protocolEnd + 2) {
    const authority = protocolEnd + 2;
    const hasCredentials = username !== '' || password !== '';
    usernameEnd = authority + username.length;
    hostStart = usernameEnd + (password === '' ? 0 : password.length + 1);
    hostEnd = hostStart + (hasCredentials ? 1 : 0) + url.hostname.length;
  }
  const port = url.port === '' ? OMITTED : Number(url.port);
  const type = SCHEME_TYPES.indexOf(url.protocol);
  components.set([
    protocolEnd,
    usernameEnd,
    hostStart,
    hostEnd,
    port,
    pathStart,
    searchStart,
    hashStart,
    type < 0 ? 1 : type,
  ]);
}

function tryParse(input: string, base?: string): URL | undefined {
  try {
    const url = base === undefined ? new native.URL(input) : new native.URL(input, base);
    // Chromium lets a space pass in a host, as %20; the standard forbids both.
    return SCHEME_TYPES.includes(url.protocol) && url.hostname.includes('%') ? undefined : url;
  } catch {
    return undefined;
  }
}

function toASCII(domain: string): string {
  return tryParse(`ws://${domain}`)?.hostname ?? '';
}

const PATH_ESCAPES: Readonly<Record<string, string>> = {
  '%': '%25',
  '\\': '%5C',
  '\n': '%0A',
  '\r': '%0D',
  '\t': '%09',
  '?': '%3F',
  '#': '%23',
};

/** Made natively in Node, so it is a plain TypeError with a code, whose text does not name the code. */
function invalidUrl(input: string, base: string | undefined): TypeError {
  return Object.assign(new TypeError('Invalid URL'), {
    code: 'ERR_INVALID_URL',
    input,
    ...(base === undefined ? {} : { base }),
  });
}

export function createUrlBinding(host: Host): Binding {
  const urlComponents = new Uint32Array(9);
  const punycode = () => quietPunycode(host);

  function take(url: URL | undefined): string | undefined {
    if (!url) return undefined;
    componentsOf(url, urlComponents);
    return url.href;
  }

  function parse(input: string, base: string | undefined, raise: boolean): string | undefined {
    const href = take(tryParse(input, base));
    if (href === undefined && raise) throw invalidUrl(input, base);
    return href;
  }

  return {
    urlComponents,
    parse,
    canParse: (input: string, base?: string) => tryParse(input, base) !== undefined,
    pathToFileURL(path: string, _isWindows: boolean, base?: string) {
      const escaped = path.replace(/[%\\\n\r\t?#]/g, (character) => PATH_ESCAPES[character] ?? character);
      return parse(`file://${escaped}`, base, true);
    },
    update(href: string, action: number, value: string) {
      if (action === UPDATE_HREF) return take(tryParse(value)) ?? false;
      const url = new native.URL(href);
      const field = FIELDS[action];
      if (field) url[field] = value;
      return take(url);
    },
    getOrigin: (href: string) => new native.URL(href).origin,
    domainToASCII: toASCII,
    domainToUnicode: (domain: string) => punycode().toUnicode(toASCII(domain)),
    format(href: string, hash: boolean, unicode: boolean, search: boolean, auth: boolean) {
      const url = new native.URL(href);
      if (!hash) url.hash = '';
      if (!search) url.search = '';
      if (!auth) {
        url.username = '';
        url.password = '';
      }
      return unicode ? url.href.replace(url.hostname, punycode().toUnicode(url.hostname)) : url.href;
    },
  };
}
