/** The ports of one top-level process and its descendants: who holds which, and who has a way to whom. */
import { collide, takes } from '../network/addresses.ts';
import type { BoundPort, ToWorker } from '../protocol.ts';

/** A process as its namespace sees it. */
export interface Member {
  readonly pid: number;
  post(message: ToWorker, transfer?: Transferable[]): void;
}

/** The top-level process opens by far the most connections: it gets the larger part of the ephemeral ports. */
const FIRST_MEMBER_PORTS = [40_000, 60_999] as const;
const OTHER_PORTS_FROM = 32_768;
const OTHER_PORTS = 1_000;
const OTHER_PARTS = 7;

export class Namespace {
  readonly #members = new Map<number, Member>();
  readonly #ways = new Set<string>();
  #bound: BoundPort[] = [];
  #joined = 0;

  get bound(): readonly BoundPort[] {
    return this.#bound;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** @returns the process's own part of the ephemeral ports. */
  join(member: Member): readonly [first: number, last: number] {
    this.#members.set(member.pid, member);
    const place = this.#joined++;
    if (place === 0) return FIRST_MEMBER_PORTS;
    const first = OTHER_PORTS_FROM + ((place - 1) % OTHER_PARTS) * OTHER_PORTS;
    return [first, first + OTHER_PORTS - 1];
  }

  /** Its ports are free and its connections are reset before anybody else hears of anything. */
  leave(pid: number): void {
    this.#members.delete(pid);
    this.#bound = this.#bound.filter((held) => held.pid !== pid);
    for (const way of this.#ways) if (way.split(' ').includes(String(pid))) this.#ways.delete(way);
    for (const member of this.#members.values()) member.post({ type: 'gone', pid });
  }

  bind(member: Member, port: number, address: string): void {
    const held = this.#bound.some(
      (other) => other.port === port && other.pid !== member.pid && collide(other.address, address),
    );
    if (held) {
      member.post({ type: 'taken', port, address });
      return;
    }
    const bound: BoundPort = { port, address, pid: member.pid };
    this.#bound.push(bound);
    this.#tellOthers(member.pid, { type: 'bound', ...bound });
  }

  unbind(member: Member, port: number, address: string): void {
    const freed = this.#bound.find((held) => held.port === port && held.address === address && held.pid === member.pid);
    if (!freed) return;
    this.#bound = this.#bound.filter((held) => held !== freed);
    this.#tellOthers(member.pid, { type: 'unbound', ...freed });
  }

  /** Says who listens there, having laid a way to it. */
  route(from: Member, request: number, port: number, address: string): void {
    const listener = this.#bound.find((held) => held.port === port && takes(held.address, address));
    const to = listener && this.#members.get(listener.pid);
    if (to && to !== from) this.#connect(from, to);
    from.post({ type: 'route', request, pid: to?.pid });
  }

  #connect(from: Member, to: Member): void {
    const way = [from.pid, to.pid].sort((a, b) => a - b).join(' ');
    if (this.#ways.has(way)) return;
    this.#ways.add(way);
    const { port1, port2 } = new MessageChannel();
    to.post({ type: 'peer', pid: from.pid, port: port1 }, [port1]);
    from.post({ type: 'peer', pid: to.pid, port: port2 }, [port2]);
  }

  #tellOthers(pid: number, message: ToWorker): void {
    for (const member of this.#members.values()) if (member.pid !== pid) member.post(message);
  }
}
