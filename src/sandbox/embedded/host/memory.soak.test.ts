import { expect, it } from 'vitest';
import { openTestHost, readToEnd } from './testing.ts';

const BOMB = `
  console.log('up');
  const kept = [];
  for (;;) kept.push(new Array(1e5).fill(Math.random()));
`;

// Takes gigabytes of memory for some seconds.
it.runIf(process.env['DUPLEX_DEEP'])('loses the sandbox of a memory bomb, and nothing else', async () => {
  await using host = await openTestHost();
  await using sandbox = await host.boot();
  await sandbox.write({ '/app/bomb.js': BOMB });
  const { stdout, exit } = await readToEnd(await sandbox.spawn({ entry: '/app/bomb.js' }));
  expect({ stdout, exit }).toEqual({ stdout: 'up\n', exit: { code: null, reason: 'out-of-memory' } });
  await expect(sandbox.write({})).rejects.toMatchObject({ code: 'SANDBOX_LOST' });
  expect((await host.run({ '/app/main.js': `console.log('another lives')` })).stdout).toBe('another lives\n');
});
