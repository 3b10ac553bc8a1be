import { describe, expect, it } from 'vitest';
import { runBoth } from '../modules/testing/compare.ts';
import { DISK_SIZE, MemoryFiles } from './memory-files.ts';
import { FILE_PROGRAMS } from './testing/programs.ts';

describe.concurrent('files behave as on native Node', { timeout: 60_000 }, () => {
  it.each(Object.entries(FILE_PROGRAMS))('%s', async (_name, program) => {
    const { native, ours } = await runBoth(program);
    expect(ours).toEqual(native);
  });
});

describe('the tree', () => {
  const image = {
    bytes: new TextEncoder().encode('onetwo').buffer,
    index: { '/node_modules/p/a.js': [0, 3], '/node_modules/p/b.js': [3, 3] },
  } as const;

  it('reads an image without copying it, and keeps it whole when a process writes', () => {
    const files = new MemoryFiles({ image, cwd: () => '/app', now: () => 0 });
    const file = files.get('/node_modules/p/b.js');
    if (file.kind !== 'file') throw new Error('not a file');
    expect(files.contents(file).buffer).toBe(image.bytes);
    files.setContents(file, new TextEncoder().encode('changed'));
    expect(new TextDecoder().decode(image.bytes)).toBe('onetwo');
  });

  it('is full at a stated size, and has room again for what is removed', () => {
    const files = new MemoryFiles({ cwd: () => '/app', now: () => 0 });
    const [big, small] = ['/app/big', '/app/small'].map((path) => files.createFile(path, 0o644));
    const half = new Uint8Array(DISK_SIZE / 2);
    files.setContents(big!, half);
    files.setContents(big!, half);
    files.setContents(small!, half);
    const third = files.createFile('/app/third', 0o644);
    expect(() => files.setContents(third, new Uint8Array(1))).toThrow('no space left on device');
    files.remove('/app/small', 'file');
    files.setContents(third, half);
    files.rename('/app/third', '/app/big');
    files.setContents(files.createFile('/app/fourth', 0o644), half);
  });

  it('keeps what one process writes from another', () => {
    const [first, second] = [1, 2].map(
      () => new MemoryFiles({ files: { '/app/a': 'a' }, cwd: () => '/app', now: () => 0 }),
    );
    first!.remove('/app/a', 'file');
    expect(second!.find('/app/a')?.kind).toBe('file');
  });
});
