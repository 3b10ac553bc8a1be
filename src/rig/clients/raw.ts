/** A TCP connection that sends exactly what it is told. */
import net from 'node:net';
import type { Link } from '../link/link.ts';
import type { Pieces } from '../raw-websocket.ts';
import type { RawConnection } from '../rig.ts';
import { WaitedInVain } from '../world/errors.ts';
import type { World } from '../world/world.ts';
import { cut } from './pieces.ts';
import { type ClientPlace, LOOPBACK, WITHIN_MS } from './place.ts';

/** Characters of what came that are quoted when a wait ends in vain. */
const QUOTED_LENGTH = 160;

export async function openRaw(place: ClientPlace, options: { name?: string } = {}): Promise<RawConnection> {
  const link = await place.links.open(options.name ?? 'raw');
  const socket = net.connect({ port: link.port, host: LOOPBACK, allowHalfOpen: true });
  // By itself it would stay half open.
  place.atEnd(() => socket.destroy());
  const connection = new RigRawConnection(socket, link, place.world);
  await place.world.idle();
  return connection;
}

class RigRawConnection implements RawConnection {
  readonly link: Link;
  readonly #socket: net.Socket;
  readonly #world: World;
  #received = Buffer.alloc(0);
  #ended = false;

  constructor(socket: net.Socket, link: Link, world: World) {
    this.link = link;
    this.#socket = socket;
    this.#world = world;
    socket.on('data', (bytes: Uint8Array) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    const ended = () => {
      this.#ended = true;
    };
    socket.on('end', ended).on('close', ended);
    socket.on('error', () => undefined);
  }

  get received(): Uint8Array {
    return this.#received;
  }

  get ended(): boolean {
    return this.#ended;
  }

  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  async writeInPieces(bytes: Uint8Array | string, pieces: Pieces): Promise<void> {
    for (const piece of cut(Buffer.from(bytes), pieces)) {
      this.write(piece);
      await this.#world.idle();
    }
  }

  async until(
    label: string,
    done: (received: Uint8Array) => boolean,
    { withinMs = WITHIN_MS } = {},
  ): Promise<Uint8Array> {
    await this.#world.until(() => done(this.#received) || this.#ended, withinMs);
    if (done(this.#received)) return this.#received;
    const text = this.#received.toString('latin1').slice(0, QUOTED_LENGTH);
    const ending = this.#ended ? '; then the server closed the connection' : '';
    throw new WaitedInVain(label, `${text ? JSON.stringify(text) : 'nothing'}${ending}`, this.link.last());
  }

  end(): void {
    this.#socket.end();
  }
}
