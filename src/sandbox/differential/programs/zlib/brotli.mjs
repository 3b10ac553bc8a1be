// Known to differ: Brotli and Zstandard are not in the sandbox.
import zlib from 'node:zlib';

for (const name of ['brotliCompressSync', 'zstdCompressSync'])
  try {
    console.log(name, zlib[name]('x').length > 0);
  } catch (error) {
    console.log(name, error.code, error.message);
  }
