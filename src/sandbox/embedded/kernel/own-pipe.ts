/** The process's own stdin, stdout and stderr as Node's `net` opens them: `new net.Socket({ fd })`. */
import { errno } from '../network/errno.ts';
import { PipeHandle } from '../network/pipe.ts';
import type { StdioChannel } from '../network/stdio-channel.ts';
import { field, streamBaseState, type WriteWrap } from '../network/stream-wrap.ts';
import type { Kernel } from './kernel.ts';
import type { Stdio } from './stdio.ts';

type Own = () => StdioChannel | undefined;

/** The class `Pipe` of this process. Its output is written at once, so that none is lost at `process.exit`. */
export function createOwnPipe(kernel: Kernel, stdio: Stdio, own: Own): new (type: number) => PipeHandle {
  return class Pipe extends PipeHandle {
    #output: 1 | 2 | undefined;

    constructor(_type: number) {
      super(kernel, own());
    }

    override open(fd: number): number {
      if (fd === 0) return super.open(fd);
      if (fd !== 1 && fd !== 2) return errno.EBADF;
      this.fd = fd;
      this.#output = fd;
      this.carrier = { data() {}, end() {}, credit() {}, close() {} };
      return 0;
    }

    #print(output: 1 | 2, bytes: Uint8Array): number {
      stdio.write(output, bytes);
      this.bytesWritten += bytes.byteLength;
      streamBaseState[field.kBytesWritten] = bytes.byteLength;
      streamBaseState[field.kLastWriteErr] = 0;
      return 0;
    }

    #printText(output: 1 | 2, text: string, encoding: BufferEncoding): number {
      return this.#print(output, bufferFrom(kernel, text, encoding));
    }

    override writeBuffer(request: null, buffer: Uint8Array): number | WriteWrap {
      if (!this.#output) return super.writeBuffer(request, buffer);
      return this.#print(this.#output, new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));
    }

    override writeUtf8String(request: null, text: string): number | WriteWrap {
      return this.#output ? this.#printText(this.#output, text, 'utf8') : super.writeUtf8String(request, text);
    }

    override writeLatin1String(request: null, text: string): number | WriteWrap {
      return this.#output ? this.#printText(this.#output, text, 'latin1') : super.writeLatin1String(request, text);
    }

    override writeAsciiString(request: null, text: string): number | WriteWrap {
      return this.#output ? this.#printText(this.#output, text, 'latin1') : super.writeAsciiString(request, text);
    }

    override writeUcs2String(request: null, text: string): number | WriteWrap {
      return this.#output ? this.#printText(this.#output, text, 'utf16le') : super.writeUcs2String(request, text);
    }

    override writev(request: null, chunks: readonly unknown[], allBuffers: boolean): number | WriteWrap {
      if (!this.#output) return super.writev(request, chunks, allBuffers);
      let length = 0;
      for (let i = 0; i < chunks.length; i += allBuffers ? 1 : 2) {
        const chunk = chunks[i] as string | Uint8Array;
        const bytes =
          typeof chunk === 'string' ? bufferFrom(kernel, chunk, String(chunks[i + 1]) as BufferEncoding) : chunk;
        this.#print(this.#output, bytes);
        length += bytes.byteLength;
      }
      streamBaseState[field.kBytesWritten] = length;
      return 0;
    }
  };
}

function bufferFrom(kernel: Kernel, text: string, encoding: BufferEncoding): Uint8Array {
  const { Buffer } = kernel.requireBuiltin('buffer') as typeof import('node:buffer');
  return Buffer.from(text, encoding);
}
