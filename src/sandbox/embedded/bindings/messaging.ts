/** `internalBinding('messaging')`: structured clone. Message ports are not in the sandbox: nothing would be at their other end. */
import { native } from '../kernel/captured.ts';
import type { Binding } from '../kernel/host.ts';
import type { PerContext } from '../kernel/library.ts';

export function createMessagingBinding(perContext: PerContext): Binding {
  const { DOMException } = perContext;
  class MessagePort {}
  class MessageChannel {}
  return {
    MessageChannel,
    MessagePort,
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
    stopMessagePort: () => {},
    drainMessagePort: () => {},
    receiveMessageOnPort: () => undefined,
    moveMessagePortToContext: () => undefined,
    broadcastChannel: () => undefined,
    structuredClone(value: unknown, options?: { transfer?: Transferable[] }) {
      try {
        return native.structuredClone(value, options as StructuredSerializeOptions);
      } catch (error) {
        if (!(error instanceof native.DOMException)) throw error;
        throw new DOMException(error.message.replace(/^.*?'structuredClone'[^:]*: /, ''), error.name);
      }
    },
  };
}
