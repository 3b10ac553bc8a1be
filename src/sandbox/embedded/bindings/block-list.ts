/** `internalBinding('block_list')`: socket addresses, and the rules by which `net.BlockList` refuses them. */
import type { Binding } from '../kernel/host.ts';
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from './ip-address.ts';

const AF_INET = 2;
const AF_INET6 = 10;
const FLOW_LABEL = 0xfffff;

interface Detail {
  address: string;
  port: number;
  family: number;
  flowlabel: number;
}

class SocketAddress {
  readonly value: bigint;
  readonly family: number;
  readonly #port: number;
  readonly #flowLabel: number;

  /** @throws Error with the code ERR_INVALID_ADDRESS */
  constructor(address: string, port: number, family: number, flowLabel: number) {
    const value = parse(address, family);
    if (value === undefined) throw Object.assign(new Error('Invalid socket address'), { code: 'ERR_INVALID_ADDRESS' });
    this.value = value;
    this.family = family;
    this.#port = port;
    this.#flowLabel = flowLabel & FLOW_LABEL;
  }

  get text(): string {
    return this.family === AF_INET ? formatIPv4(this.value) : formatIPv6(this.value);
  }

  get version(): string {
    return this.family === AF_INET ? 'IPv4' : 'IPv6';
  }

  detail(out: Detail): Detail {
    return Object.assign(out, {
      address: this.text,
      port: this.#port,
      family: this.family,
      flowlabel: this.#flowLabel,
    });
  }

  flowlabel(): number {
    return this.#flowLabel;
  }
}

function parse(address: string, family: number): bigint | undefined {
  return family === AF_INET ? parseIPv4(address) : parseIPv6(address);
}

interface Rule {
  readonly text: string;
  readonly first: bigint;
  readonly last: bigint;
}

const addressRule = (address: SocketAddress): Rule => ({
  text: `Address: ${address.version} ${address.text}`,
  first: address.value,
  last: address.value,
});

const rangeRule = (start: SocketAddress, end: SocketAddress): Rule => ({
  text: `Range: ${start.version} ${start.text}-${end.text}`,
  first: start.value,
  last: end.value,
});

function subnetRule(network: SocketAddress, prefix: number): Rule {
  const free = BigInt((network.family === AF_INET ? 32 : 128) - prefix);
  const first = (network.value >> free) << free;
  return {
    text: `Subnet: ${network.version} ${network.text}/${prefix}`,
    first,
    last: first | ((1n << free) - 1n),
  };
}

class BlockList {
  // Latest first, as they are listed.
  #addresses: Rule[] = [];
  #subnets: Rule[] = [];
  #ranges: Rule[] = [];

  get #rules(): readonly Rule[] {
    return [...this.#addresses, ...this.#subnets, ...this.#ranges];
  }

  addAddress(address: SocketAddress): void {
    this.#addresses = [addressRule(address), ...without(this.#addresses, addressRule(address))];
  }
  addAddresses(addresses: readonly SocketAddress[]): void {
    for (const address of addresses) this.addAddress(address);
  }
  /** @returns false when the end comes before the start */
  addRange(start: SocketAddress, end: SocketAddress): boolean {
    if (start.value > end.value) return false;
    this.#ranges.unshift(rangeRule(start, end));
    return true;
  }
  addSubnet(network: SocketAddress, prefix: number): void {
    this.#subnets.unshift(subnetRule(network, prefix));
  }

  removeAddress(address: SocketAddress): void {
    this.#addresses = without(this.#addresses, addressRule(address));
  }
  removeRange(start: SocketAddress, end: SocketAddress): void {
    this.#ranges = without(this.#ranges, rangeRule(start, end));
  }
  removeSubnet(network: SocketAddress, prefix: number): void {
    this.#subnets = without(this.#subnets, subnetRule(network, prefix));
  }

  check({ value }: SocketAddress): boolean {
    return this.#rules.some(({ first, last }) => first <= value && value <= last);
  }
  /** What is no address is not blocked. */
  checkString(text: string, family: number): boolean {
    return parse(text, family) !== undefined && this.check(new SocketAddress(text, 0, family, 0));
  }

  getRules(): string[] {
    return this.#rules.map(({ text }) => text);
  }
  clear(): void {
    this.#addresses = [];
    this.#subnets = [];
    this.#ranges = [];
  }
}

const without = (rules: readonly Rule[], { text }: Rule) => rules.filter((rule) => rule.text !== text);

export const createBlockListBinding = (): Binding => ({ AF_INET, AF_INET6, BlockList, SocketAddress });
