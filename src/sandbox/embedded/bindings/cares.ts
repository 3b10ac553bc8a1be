/** `internalBinding('cares_wrap')`: names of a machine that has a loopback interface and no name server. */
import type { Binding, Host } from '../kernel/host.ts';
import { bytesOf, parseIPv6 } from './ip-address.ts';

const EAI_NONAME = -3008;
const DNS_ENOTFOUND = 'ENOTFOUND';

interface Request {
  oncomplete(error: number | string | null, result?: unknown, ...more: unknown[]): void;
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === 'sandbox';
}

/** The text form that `inet_ntop` gives, or undefined when `address` is none. */
function canonicalize(host: Host, address: string): string | undefined {
  const { isIPv4, isIPv6 } = host.kernel.requireBuiltin('internal/net') as {
    isIPv4(text: string): boolean;
    isIPv6(text: string): boolean;
  };
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  return new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
}

export function createCaresBinding(host: Host): Binding {
  class GetAddrInfoReqWrap {}
  class GetNameInfoReqWrap {}
  class QueryReqWrap {}

  function later(label: string, callback: () => void): number {
    const end = host.kernel.job(label);
    host.kernel.post(() => {
      end();
      callback();
    }, host.context.current());
    return 0;
  }

  /** Answers every question of a resolver with "no such name". */
  class ChannelWrap {
    getServers(): unknown[] {
      return [['127.0.0.1', 53]];
    }
    setServers(): number {
      return 0;
    }
    setLocalAddress(): void {}
    cancel(): void {}
  }
  const refuse = (request: Request) => later('QUERYWRAP', () => request.oncomplete(DNS_ENOTFOUND));
  for (const query of 'Any A Aaaa Caa Cname Mx Ns Txt Tlsa Srv Ptr Naptr Soa'.split(' '))
    Object.defineProperty(ChannelWrap.prototype, `query${query}`, {
      value: refuse,
      writable: true,
      configurable: true,
    });
  Object.defineProperty(ChannelWrap.prototype, 'getHostByAddr', { value: refuse, writable: true, configurable: true });

  return {
    AF_INET: 2,
    AF_INET6: 10,
    AF_UNSPEC: 0,
    AI_ADDRCONFIG: 32,
    AI_ALL: 16,
    AI_V4MAPPED: 8,
    DNS_ORDER_VERBATIM: 0,
    DNS_ORDER_IPV4_FIRST: 1,
    DNS_ORDER_IPV6_FIRST: 2,
    GetAddrInfoReqWrap,
    GetNameInfoReqWrap,
    QueryReqWrap,
    ChannelWrap,
    strerror: (code: string) => (code === DNS_ENOTFOUND ? 'Domain name not found' : code),
    canonicalizeIP: (address: string) => canonicalize(host, address),
    convertIpv6StringToBuffer: (address: string) => {
      const value = parseIPv6(address.replace(/%.*$/, ''));
      return value === undefined ? undefined : bytesOf(value);
    },
    getaddrinfo(request: Request, name: string, family: number) {
      return later('GETADDRINFOREQWRAP', () => {
        if (isLoopbackName(name)) request.oncomplete(null, [family === 6 ? '::1' : '127.0.0.1']);
        else request.oncomplete(EAI_NONAME);
      });
    },
    getnameinfo: (request: Request) => later('GETNAMEINFOREQWRAP', () => request.oncomplete(null, 'localhost', '')),
  };
}
