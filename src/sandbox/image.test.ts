import { describe, expect, it } from 'vitest';
import { imageFile, imageName, packImage, unpackImage } from './image.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('image archive', () => {
  it('gives back every file byte for byte', () => {
    const files = {
      '/node_modules/b/index.js': bytes('exports.grüße = "✓"'),
      '/node_modules/a/empty.js': new Uint8Array(),
      '/node_modules/a/all.json': Uint8Array.from({ length: 256 }, (_, i) => i),
    };
    const image = unpackImage(packImage(files).buffer);
    expect(Object.keys(image.index)).toEqual(Object.keys(files).sort());
    for (const [path, contents] of Object.entries(files)) {
      expect(imageFile(image, path)).toEqual(contents);
    }
    expect(imageFile(image, '/node_modules/c')).toBeUndefined();
  });

  it('is the same archive whatever order the files come in', () => {
    const a = bytes('a');
    const b = bytes('b');
    expect(packImage({ '/1': a, '/2': b })).toEqual(packImage({ '/2': b, '/1': a }));
  });

  it('holds nothing when there are no packages', () => {
    expect(unpackImage(packImage({}).buffer).index).toEqual({});
  });

  it('refuses bytes that are no image, and a cut one', () => {
    expect(() => unpackImage(bytes('no').buffer)).toThrow(TypeError);
    expect(() => unpackImage(bytes('<html>not found</html>').buffer)).toThrow(/no Duplex image/);
    const whole = packImage({ '/1': bytes('abc') });
    expect(() => unpackImage(whole.buffer.slice(0, -1))).toThrow(/no Duplex image/);
  });

  it('is named by its packages, sorted, each once', () => {
    expect(imageName(['ws', 'express', 'ws'])).toBe('express+ws');
    expect(imageName([])).toBe('bare');
  });
});
