/** Every binding of Node's library that the kernel provides, by name. Those of the network come with the process: kernel/start.ts. */
import { native } from '../kernel/captured.ts';
import type { Binding, BindingFactory, Host } from '../kernel/host.ts';
import {
  createAsyncContextFrameBinding,
  createAsyncWrapBinding,
  createTaskQueueBinding,
  createTimersBinding,
} from './async.ts';
import { createBlobBinding } from './blob.ts';
import { createBlockListBinding } from './block-list.ts';
import { createBufferBinding } from './buffer/index.ts';
import { createCaresBinding } from './cares.ts';
import * as data from './data.ts';
import * as platform from './platform.ts';
import { createCredentialsBinding, createOsBinding, createProcessMethodsBinding } from './process.ts';
import { createStringDecoderBinding } from './string-decoder/index.ts';
import { createEncodingBinding, createIcuBinding } from './text.ts';
import { createTypesBinding } from './types.ts';
import { createUrlBinding } from './url.ts';
import { createUtilBinding } from './util.ts';
import { createZlibBinding } from './zlib/index.ts';

export const BINDINGS: Readonly<Record<string, BindingFactory>> = {
  async_context_frame: createAsyncContextFrameBinding,
  async_wrap: createAsyncWrapBinding,
  blob: createBlobBinding,
  block_list: createBlockListBinding,
  buffer: (host) => createBufferBinding(host.kernel),
  cares_wrap: createCaresBinding,
  config: data.createConfigBinding,
  constants: data.createConstantsBinding,
  credentials: createCredentialsBinding,
  diagnostics_channel: platform.createDiagnosticsChannelBinding,
  encoding_binding: createEncodingBinding,
  errors: data.createErrorsBinding,
  icu: createIcuBinding,
  mksnapshot: platform.createSnapshotBinding,
  options: data.createOptionsBinding,
  os: createOsBinding,
  performance: platform.createPerformanceBinding,
  permission: platform.createPermissionBinding,
  process_methods: createProcessMethodsBinding,
  report: platform.createReportBinding,
  string_decoder: (host) => createStringDecoderBinding(host.kernel),
  task_queue: createTaskQueueBinding,
  timers: createTimersBinding,
  trace_events: platform.createTraceEventsBinding,
  tty_wrap: platform.createTtyBinding,
  types: createTypesBinding,
  url: createUrlBinding,
  url_pattern: () => ({ URLPattern: native.URLPattern }),
  util: createUtilBinding,
  uv: data.createUvBinding,
  wasm_web_api: () => ({ setImplementation: () => {} }),
  worker: platform.createWorkerBinding,
  zlib: (host) => createZlibBinding(host.kernel),
};

export function createBinding(host: Host, name: string): Binding {
  const factory = BINDINGS[name];
  if (!factory) throw new Error(`No such binding: ${name}`);
  return factory(host);
}
