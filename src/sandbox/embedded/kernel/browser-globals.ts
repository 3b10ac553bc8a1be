/**
 * The bundle's own code means these when it names a global: build/sandbox/worker.ts injects them. The global object
 * itself has Node's instead, which are the program's to replace.
 */
const browser = globalThis;

export const TextEncoder = browser.TextEncoder;
export const TextDecoder = browser.TextDecoder;
export const MessageChannel = browser.MessageChannel;
export const MessagePort = browser.MessagePort;
export const URL = browser.URL;
export const crypto = browser.crypto;
export const performance = browser.performance;
export const structuredClone = browser.structuredClone;
