/** llhttp, the parser Node itself uses, compiled to WebAssembly: its functions, its hooks and its memory. */
import llhttpBytes from 'undici/lib/llhttp/llhttp-wasm.js';
import { asWasmFunctions, type Hook, withRoomInTable } from './wasm-module.ts';

/** Addresses in llhttp's memory. */
export type Pointer = number;

/** `llhttp_errno_t`: those the parser treats apart. */
export const ERRNO = { ok: 0, pausedUpgrade: 22, user: 24 } as const;

/** What llhttp tells about the message; a number other than 0 stops it. */
export interface ParserHooks {
  onMessageBegin(): number;
  onUrl(at: Pointer, length: number): number;
  onStatus(at: Pointer, length: number): number;
  onHeaderField(at: Pointer, length: number): number;
  onHeaderValue(at: Pointer, length: number): number;
  onChunkExtension(at: Pointer, length: number): number;
  onHeadersComplete(): number;
  onBody(at: Pointer, length: number): number;
  onMessageComplete(): number;
  onChunkHeader(): number;
  onChunkComplete(): number;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __indirect_function_table: WebAssembly.Table;
  _initialize?(): void;
  malloc(size: number): Pointer;
  free(address: Pointer): void;
  llhttp_alloc(type: number): Pointer;
  llhttp_free(parser: Pointer): void;
  llhttp_init(parser: Pointer, type: number, settings: Pointer): void;
  llhttp_execute(parser: Pointer, data: Pointer, length: number): number;
  llhttp_finish(parser: Pointer): number;
  llhttp_pause(parser: Pointer): void;
  llhttp_resume(parser: Pointer): void;
  llhttp_resume_after_upgrade(parser: Pointer): void;
  llhttp_should_keep_alive(parser: Pointer): number;
  llhttp_get_http_major(parser: Pointer): number;
  llhttp_get_http_minor(parser: Pointer): number;
  llhttp_get_method(parser: Pointer): number;
  llhttp_get_status_code(parser: Pointer): number;
  llhttp_get_upgrade(parser: Pointer): number;
  llhttp_get_error_reason(parser: Pointer): Pointer;
  llhttp_get_error_pos(parser: Pointer): Pointer;
  llhttp_errno_name(errno: number): Pointer;
  llhttp_set_lenient_headers(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_chunked_length(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_keep_alive(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_transfer_encoding(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_version(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_data_after_close(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_optional_lf_after_cr(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_optional_crlf_after_chunk(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_optional_cr_before_lf(parser: Pointer, enabled: number): void;
  llhttp_set_lenient_spaces_after_chunk_size(parser: Pointer, enabled: number): void;
}

/** The fields of `llhttp_settings_t` in the order of llhttp 9.3's header; each is a 32-bit index into the table. */
const SETTINGS = [
  'on_message_begin',
  'on_protocol',
  'on_url',
  'on_status',
  'on_method',
  'on_version',
  'on_header_field',
  'on_header_value',
  'on_chunk_extension_name',
  'on_chunk_extension_value',
  'on_headers_complete',
  'on_body',
  'on_message_complete',
  'on_protocol_complete',
  'on_url_complete',
  'on_status_complete',
  'on_method_complete',
  'on_version_complete',
  'on_header_field_complete',
  'on_header_value_complete',
  'on_chunk_extension_name_complete',
  'on_chunk_extension_value_complete',
  'on_chunk_header',
  'on_chunk_complete',
  'on_reset',
] as const;

export interface Llhttp extends Exports {
  /** Allocates a parser whose hooks are these. */
  create(type: number, hooks: ParserHooks): Pointer;
  /** Makes a parser new again: state, errors and lenient flags. */
  init(parser: Pointer, type: number): void;
  release(parser: Pointer): void;
  /** The text of a C string in llhttp's memory. */
  textAt(address: Pointer): string;
  /** Runs `use` with the bytes copied into llhttp's memory. Nested uses get memory of their own. */
  withInput<T>(bytes: Uint8Array, use: (address: Pointer) => T): T;
}

let loaded: Llhttp | undefined;

/** Compiled on first use: a program that never speaks HTTP does not pay for it. */
export function llhttp(): Llhttp {
  loaded ??= load();
  return loaded;
}

function load(): Llhttp {
  const hooksOf = new Map<Pointer, ParserHooks>();
  const the = (parser: Pointer): ParserHooks => {
    const hooks = hooksOf.get(parser);
    if (!hooks) throw new Error(`llhttp called a hook of a parser that is closed: ${parser}`);
    return hooks;
  };
  const hooks: Partial<Record<(typeof SETTINGS)[number], Hook>> = {
    on_message_begin: { notify: (parser) => the(parser).onMessageBegin() },
    on_url: { span: (parser, at, length) => the(parser).onUrl(at, length) },
    on_status: { span: (parser, at, length) => the(parser).onStatus(at, length) },
    on_header_field: { span: (parser, at, length) => the(parser).onHeaderField(at, length) },
    on_header_value: { span: (parser, at, length) => the(parser).onHeaderValue(at, length) },
    on_chunk_extension_name: { span: (parser, at, length) => the(parser).onChunkExtension(at, length) },
    on_chunk_extension_value: { span: (parser, at, length) => the(parser).onChunkExtension(at, length) },
    on_headers_complete: { notify: (parser) => the(parser).onHeadersComplete() },
    on_body: { span: (parser, at, length) => the(parser).onBody(at, length) },
    on_message_complete: { notify: (parser) => the(parser).onMessageComplete() },
    on_chunk_header: { notify: (parser) => the(parser).onChunkHeader() },
    on_chunk_complete: { notify: (parser) => the(parser).onChunkComplete() },
  };
  const exports = instantiate(Object.keys(hooks).length);
  const settings = install(exports, hooks);
  const inputs = new InputMemory(exports);
  return {
    ...exports,
    create(type, parserHooks) {
      const parser = exports.llhttp_alloc(type);
      hooksOf.set(parser, parserHooks);
      exports.llhttp_init(parser, type, settings);
      return parser;
    },
    init: (parser, type) => exports.llhttp_init(parser, type, settings),
    release(parser) {
      hooksOf.delete(parser);
      exports.llhttp_free(parser);
    },
    textAt(address) {
      if (address === 0) return '';
      const memory = new Uint8Array(exports.memory.buffer);
      return String.fromCharCode(...memory.subarray(address, memory.indexOf(0, address)));
    },
    withInput: (bytes, use) => inputs.use(bytes, use),
  };
}

function instantiate(slots: number): Exports {
  const module = new WebAssembly.Module(withRoomInTable(llhttpBytes, slots));
  // Only parsers with undici's own settings would call these.
  const unused = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
  const exports = new WebAssembly.Instance(module, { env: unused }).exports as unknown as Exports;
  exports._initialize?.();
  return exports;
}

/** Puts the hooks into the table and returns settings that name them. */
function install(exports: Exports, hooks: Partial<Record<(typeof SETTINGS)[number], Hook>>): Pointer {
  const names = SETTINGS.filter((name) => hooks[name]);
  const functions = asWasmFunctions(names.flatMap((name) => hooks[name] ?? []));
  const first = exports.__indirect_function_table.grow(functions.length);
  functions.forEach((hook, index) => {
    exports.__indirect_function_table.set(first + index, hook);
  });
  const settings = exports.malloc(SETTINGS.length * 4);
  const fields = new Uint32Array(exports.memory.buffer, settings, SETTINGS.length).fill(0);
  names.forEach((name, index) => {
    fields[SETTINGS.indexOf(name)] = first + index;
  });
  return settings;
}

const ALLOCATION_STEP = 65_536;

/** One block of memory a level of nesting: a hook of one parser may feed another. */
class InputMemory {
  readonly #exports: Exports;
  readonly #blocks: { address: Pointer; size: number }[] = [];
  #depth = 0;

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  use<T>(bytes: Uint8Array, use: (address: Pointer) => T): T {
    const address = this.#reserve(bytes.length);
    new Uint8Array(this.#exports.memory.buffer, address, bytes.length).set(bytes);
    this.#depth++;
    try {
      return use(address);
    } finally {
      this.#depth--;
    }
  }

  #reserve(size: number): Pointer {
    const block = this.#blocks[this.#depth];
    if (block && block.size >= size) return block.address;
    if (block) this.#exports.free(block.address);
    const grown = Math.ceil(Math.max(size, 1) / ALLOCATION_STEP) * ALLOCATION_STEP;
    const address = this.#exports.malloc(grown);
    this.#blocks[this.#depth] = { address, size: grown };
    return address;
  }
}
