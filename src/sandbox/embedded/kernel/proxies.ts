/**
 * What a proxy stands for, which a browser tells nobody: `util.inspect` and `util.types.isProxy` ask. Each that the
 * program makes is noted when it is made.
 */
import { native } from './captured.ts';

type Details = readonly [target: object | null, handler: object | null];
type Construct = (target: object, args: ArrayLike<unknown>, newTarget?: unknown) => object;

const details = new WeakMap<object, Details>();
const { get, set } = WeakMap.prototype;
const construct = Reflect.construct as Construct;

/** Undefined of what is no proxy; both are null once it was revoked. */
export function proxyDetails(value: unknown): Details | undefined {
  return Reflect.apply(get, details, [value]) as Details | undefined;
}

function note(proxy: object, target: object | null, handler: object | null): void {
  Reflect.apply(set, details, [proxy, [target, handler]]);
}

/** Comes before Node's library, which keeps what it finds. */
export function installProxy(): void {
  const { revocable } = native.Proxy;
  const own = {
    revocable(target: object, handler: ProxyHandler<object>): { proxy: object; revoke: () => void } {
      const { proxy, revoke } = revocable(target, handler);
      note(proxy, target, handler);
      return {
        proxy,
        revoke: () => {
          revoke();
          note(proxy, null, null);
        },
      };
    },
  };
  Object.defineProperty(native.Proxy, 'revocable', { value: own.revocable, writable: true, configurable: true });
  // A proxy of the constructor has its name, its length and its text, and no prototype.
  const noting = new native.Proxy(native.Proxy, {
    construct(target, args: object[], newTarget) {
      const proxy = construct(target, args, newTarget);
      note(proxy, args[0] ?? null, args[1] ?? null);
      return proxy;
    },
  });
  Object.defineProperty(globalThis, 'Proxy', { value: noting, writable: true, configurable: true });
}
