/** The rig's end of its protocol: reports on stdout, commands from stdin. */
import { type Command, command, type Report } from './protocol.ts';
import { encodeSequence, SequenceDecoder } from './sequence.ts';

export function report(message: Report): void {
  process.stdout.write(encodeSequence(message));
}

/** Calls `obey` for each command, in order; a command that is none is reported. The end of stdin ends the rig. */
export function listen(obey: (command: Command) => void): void {
  const decoder = new SequenceDecoder();
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => {
    for (const value of decoder.push(text)) {
      const parsed = command.safeParse(value);
      if (parsed.success) obey(parsed.data);
      else report({ type: 'problem', message: 'The rig was sent a command that it does not know.' });
    }
  });
  process.stdin.on('end', () => process.exit());
  report({ type: 'ready' });
}
