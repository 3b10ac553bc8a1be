/** A rig in the sandbox, seen from the page: commands in, reports out, each parsed. */
import { type Command, type Report, report } from '../rig/protocol.ts';
import { encodeSequence, SequenceDecoder } from '../rig/sequence.ts';
import { type Exit, outputOf, type Process, type Sandbox } from '../sandbox/runtime.ts';

export interface RigProcess {
  send(command: Command): void;
  /** Settles when the rig has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  kill(): void;
}

export interface StartRig {
  /** The rig's bundle. */
  readonly source: string;
  readonly clock: 'virtual' | 'real';
  readonly files: Readonly<Record<string, string>>;
  onReport(report: Report): void;
}

/** Puts the submission and the rig into the sandbox, and starts the rig. */
export async function startRig(sandbox: Sandbox, { source, clock, files, onReport }: StartRig): Promise<RigProcess> {
  const submission = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/app/${name}`, text]));
  await sandbox.write({ ...submission, '/duplex/rig.cjs': source });
  const epoch = clock === 'virtual' ? Date.UTC(2026, 0, 1) : Date.now();
  const control = JSON.stringify({ clock, now: 0, epoch });
  const process = await sandbox.spawn({ entry: '/duplex/rig.cjs', env: { DUPLEX_CONTROL: control } });
  const writer = process.input.getWriter();
  void readReports(process, onReport);
  return {
    // A rig that ends while a command is on its way is told by `exited`, not here.
    send: (command) => void writer.write(encodeSequence(command)).catch(() => {}),
    exited: process.exited,
    kill: () => process.kill(),
  };
}

async function readReports(process: Process, onReport: (report: Report) => void): Promise<void> {
  const decoder = new SequenceDecoder();
  for await (const { stream, text } of outputOf(process)) {
    // The rig says nothing here unless it breaks: a defect of ours, for whoever looks into it.
    if (stream === 'stderr') console.error(text);
    if (stream !== 'stdout') continue;
    for (const value of decoder.push(text)) {
      const parsed = report.safeParse(value);
      if (parsed.success) onReport(parsed.data);
    }
  }
}
