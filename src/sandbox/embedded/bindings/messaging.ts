/** `internalBinding('messaging')`: structured clone, and message ports whose both ends are in this process. */
import type { Binding, Host } from '../kernel/host.ts';
import type { PerContext } from '../kernel/library.ts';
import { cloneWith, createPorts, type PortHooks } from './message-port.ts';

export function createMessagingBinding(host: Host, perContext: PerContext, symbols: Binding): Binding {
  const { DOMException } = perContext;
  const clone = cloneWith(DOMException);
  const codes = () =>
    (host.kernel.requireBuiltin('internal/errors') as { codes: Record<string, new (...args: string[]) => Error> })
      .codes;
  const failure = (code: string, ...args: string[]): Error => {
    const NodeError = codes()[code];
    return NodeError === undefined ? new Error(code) : new NodeError(...args);
  };
  const ports = createPorts(host, {
    symbols: symbols as PortHooks['symbols'],
    emitMessage: perContext.emitMessage,
    clone,
    illegalConstructor: () => failure('ERR_CONSTRUCT_CALL_INVALID'),
  });
  class MessageChannel {
    readonly port1 = ports.make();
    readonly port2 = ports.make();
    constructor() {
      ports.entangle([this.port1, this.port2]);
    }
  }
  return {
    MessageChannel,
    MessagePort: ports.MessagePort,
    DOMException,
    QuotaExceededError: perContext.QuotaExceededError,
    exposeLazyDOMExceptionProperty(target: object) {
      Object.defineProperty(target, 'DOMException', {
        value: DOMException,
        writable: true,
        enumerable: false,
        configurable: true,
      });
    },
    setDeserializerCreateObjectFunction: () => {},
    stopMessagePort: ports.stop,
    drainMessagePort: ports.drain,
    receiveMessageOnPort: ports.receive,
    moveMessagePortToContext: (port: object) => port,
    broadcastChannel: ports.join,
    structuredClone(...args: readonly [unknown?, { transfer?: Transferable[] }?]) {
      if (args.length === 0) throw failure('ERR_MISSING_ARGS', 'The value argument must be specified');
      return clone(args[0], args[1]?.transfer);
    },
  };
}
