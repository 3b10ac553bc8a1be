/** The bindings of the process and of the machine it seems to run on: `process_methods`, `credentials`, `os`. */
import { native } from '../kernel/captured.ts';
import type { Binding, Host } from '../kernel/host.ts';

const NANOSECONDS_PER_MS = 1_000_000;
const MEGABYTE = 1024 * 1024;
const TOTAL_MEMORY = 2048 * MEGABYTE;
const ENOENT = -2;

interface MemoryInfo {
  readonly usedJSHeapSize: number;
  readonly totalJSHeapSize: number;
}

/** Node has two names for a kind of handle: one for `async_hooks`, one here. */
const RESOURCES: Readonly<Record<string, string>> = {
  PIPEWRAP: 'PipeWrap',
  PROCESSWRAP: 'ProcessWrap',
  TCPSERVERWRAP: 'TCPServerWrap',
  TCPWRAP: 'TCPSocketWrap',
};

/** Bytes in use, where the browser tells (Chromium); else a plausible constant. */
function heap(): { used: number; total: number } {
  const { memory } = performance as { memory?: MemoryInfo };
  return memory
    ? { used: memory.usedJSHeapSize, total: memory.totalJSHeapSize }
    : { used: 16 * MEGABYTE, total: 32 * MEGABYTE };
}

export function createProcessMethodsBinding(host: Host): Binding {
  const hrtimeBuffer = new Uint32Array(3);
  const hrtimeBigInt = new BigInt64Array(hrtimeBuffer.buffer, 0, 1);
  const nanoseconds = () => BigInt(Math.round(host.clock.monotonic() * NANOSECONDS_PER_MS)) + HRTIME_OFFSET;
  return {
    hrtimeBuffer,
    hrtime() {
      const now = nanoseconds();
      const seconds = Number(now / 1_000_000_000n);
      hrtimeBuffer[0] = Math.floor(seconds / 2 ** 32);
      hrtimeBuffer[1] = seconds;
      hrtimeBuffer[2] = Number(now % 1_000_000_000n);
    },
    hrtimeBigInt() {
      hrtimeBigInt[0] = nanoseconds();
    },
    uptime: () => host.clock.monotonic() / 1000,
    cwd: () => host.facts.cwd,
    chdir(directory: string) {
      const path = host.kernel.requireBuiltin('path') as typeof import('node:path');
      const target = path.resolve(host.facts.cwd, directory);
      const fs = host.kernel.requireBuiltin('fs') as typeof import('node:fs');
      if (!fs.existsSync(target)) {
        const { UVException } = host.kernel.requireBuiltin('internal/errors') as {
          UVException: new (context: object) => Error;
        };
        throw new UVException({ errno: ENOENT, syscall: 'chdir', path: host.facts.cwd, dest: directory });
      }
      host.facts.cwd = target;
    },
    umask(next?: number) {
      const before = host.facts.umask;
      if (next !== undefined) host.facts.umask = next & 0o777;
      return before;
    },
    memoryUsage(values: Float64Array) {
      const { used, total } = heap();
      values.set([total + 40 * MEGABYTE, total, used, 2 * MEGABYTE, MEGABYTE]);
    },
    rss: () => heap().total + 40 * MEGABYTE,
    constrainedMemory: () => 0,
    availableMemory: () => TOTAL_MEMORY / 2,
    cpuUsage: (values: Float64Array) => values.set([host.clock.monotonic() * 1000, 0]),
    threadCpuUsage: (values: Float64Array) => values.set([host.clock.monotonic() * 1000, 0]),
    resourceUsage: (values: Float64Array) => values.fill(0),
    _getActiveRequests: () => [],
    _getActiveHandles: () => [],
    getActiveResourcesInfo: () => [
      ...host.loop.jobs.keys(),
      ...host.loop.referencedHandles().map((label) => RESOURCES[label] ?? label),
      ...new Array<string>(host.clock.timeoutInfo[0] ?? 0).fill('Timeout'),
      ...new Array<string>(host.immediates.references).fill('Immediate'),
    ],
    _kill: (pid: number, signal: number) => host.outside.kill(pid, signal),
    _rawDebug: (text: string) => host.stdio.write(2, `${text}\n`),
    _debugProcess: () => {},
    _debugEnd: () => {},
    abort: () => host.outside.exit(134),
    causeSegfault: () => {},
    reallyExit: (code: number) => host.outside.exit(code),
    dlopen() {
      throw new Error('Native add-ons cannot run in this sandbox.');
    },
    execve() {
      throw new Error('process.execve is not in this sandbox.');
    },
    patchProcessObject(target: Record<string, unknown>) {
      Object.assign(target, {
        title: host.facts.title,
        argv: host.facts.argv,
        execArgv: [],
        pid: host.facts.pid,
        ppid: host.facts.ppid,
        execPath: '/usr/local/bin/node',
        debugPort: 9229,
        env: host.facts.env,
      });
    },
    loadEnvFile(path = '.env') {
      const fs = host.kernel.requireBuiltin('fs') as typeof import('node:fs');
      const util = host.kernel.requireBuiltin('util') as typeof import('node:util');
      const values = util.parseEnv(fs.readFileSync(path, 'utf8'));
      for (const [name, value] of Object.entries(values)) host.facts.env[name] ??= value ?? '';
    },
    setEmitWarningSync: () => {},
    resetStdioForTesting: () => {},
  };
}

/** Where `hrtime` begins: it counts from an arbitrary time in the past, not from the start of the process. */
const HRTIME_OFFSET = 1_000_000_000_000n;

export function createCredentialsBinding(host: Host): Binding {
  const user = () => 1000;
  return {
    implementsPosixCredentials: true,
    safeGetenv: (name: string) => host.facts.env[name],
    getTempDir: () => host.facts.env['TMPDIR'] ?? '/tmp',
    getuid: user,
    geteuid: user,
    getgid: user,
    getegid: user,
    getgroups: () => [1000],
    initgroups: () => 0,
    setgroups: () => 0,
    setegid: () => 0,
    seteuid: () => 0,
    setgid: () => 0,
    setuid: () => 0,
  };
}

export function createOsBinding(host: Host): Binding {
  const cpuCount = native.hardwareConcurrency || 1;
  return {
    isBigEndian: false,
    getOSInformation: () => ['Linux', '#1 SMP', '6.1.0', 'x86_64'],
    getHostname: () => 'sandbox',
    getHomeDirectory: () => host.facts.env['HOME'] ?? '/home/node',
    getLoadAvg: (values: Float64Array) => values.fill(0),
    getUptime: () => Math.floor(host.clock.monotonic() / 1000) + 3600,
    getTotalMem: () => TOTAL_MEMORY,
    getFreeMem: () => TOTAL_MEMORY / 2,
    getCPUs: () => Array.from({ length: cpuCount }, () => ['virtual', 0, 0, 0, 0, 0, 0]).flat(),
    getAvailableParallelism: () => cpuCount,
    getInterfaceAddresses: () => ['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
    getUserInfo: () => ({ uid: 1000, gid: 1000, username: 'node', homedir: '/home/node', shell: '/bin/sh' }),
    setPriority: () => 0,
    getPriority: () => 0,
  };
}
