import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/cli/console/decode-text.ts';

const TEXT = 'Paint the shed — grün, not blau.\nThen 塗る it 🟢\r\n';
const littleEndian = (text: string): Buffer => Buffer.from(text, 'utf16le');
const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const utf8 = (text: string): Buffer => Buffer.from(text);
const refusal = (bytes: Uint8Array) => {
  const decoded = decodeText(bytes);
  return decoded.kind === 'refused' ? decoded : undefined;
};

describe('decodeText', () => {
  it('decodes by the byte order mark and takes it off', () => {
    const text = { kind: 'text', text: TEXT };
    expect(decodeText(Buffer.from(TEXT))).toEqual(text);
    expect(decodeText(Buffer.from(`\ufeff${TEXT}`))).toEqual(text);
    expect(decodeText(littleEndian(`\ufeff${TEXT}`))).toEqual(text);
    expect(decodeText(bigEndian(`\ufeff${TEXT}`))).toEqual(text);
  });

  it('refuses UTF-16 without a mark, and names which', () => {
    expect(refusal(littleEndian(TEXT))?.encoding).toBe('UTF-16LE');
    expect(refusal(bigEndian(TEXT))?.encoding).toBe('UTF-16BE');
    expect(refusal(littleEndian('Ā plain text'))?.encoding).toBe('UTF-16LE');
  });

  it('refuses UTF-32, with either order', () => {
    expect(refusal(Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0]))?.encoding).toBe('UTF-32');
    expect(refusal(Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 65]))?.encoding).toBe('UTF-32');
  });

  it('refuses UTF-16 that ends in the middle of a character', () => {
    expect(refusal(littleEndian(`\ufeff${TEXT}`).subarray(0, -1))?.problem).toContain('damaged');
    expect(refusal(bigEndian(`\ufeff${TEXT}`).subarray(0, -1))?.problem).toContain('damaged');
    expect(refusal(littleEndian('\ufeffa\ud83d'))?.problem).toContain('damaged');
  });

  it('says in which line a NUL byte is, in every encoding, and offers no conversion', () => {
    for (const bytes of [
      Buffer.from('one\ntwo\0\n'),
      Buffer.from('\ufeffone\ntwo\0\n'),
      littleEndian('\ufeffone\ntwo\0\n'),
      Buffer.concat([Buffer.from('one\n\xff', 'latin1'), Buffer.from('\n'), Buffer.from([0])]),
    ]) {
      expect(refusal(bytes)?.problem).toMatch(/NUL byte in line [23]: it is not a text file/);
      expect(refusal(bytes)?.encoding).toBeUndefined();
    }
  });

  it('says which byte is not UTF-8 and in which line, wherever it is', () => {
    const problem = (text: string) => refusal(Buffer.from(text, 'latin1'))?.problem;
    expect(problem('one\ntwo gr\xfcn\nthree')).toBe('is not in UTF-8: byte 0xFC in line 2');
    expect(problem('\xfc')).toBe('is not in UTF-8: byte 0xFC in line 1');
    expect(problem(`${'x\n'.repeat(5000)}\xe9`)).toBe('is not in UTF-8: byte 0xE9 in line 5001');
    expect(problem('cut \xe5\xa1')).toMatch(/^is not in UTF-8: byte 0x.. in line 1$/);
  });

  it('gives back every text that it was given in an encoding with a mark', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !/[\0\ufeff]/.test(one));
    fc.assert(
      fc.property(text, (one) => {
        for (const bytes of [littleEndian, bigEndian, utf8].map((to) => to(`\ufeff${one}`))) {
          expect(decodeText(bytes)).toEqual({ kind: 'text', text: one });
        }
      }),
    );
  });

  it('never throws, and never gives a text with a NUL', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const decoded = decodeText(bytes);
        expect(decoded.kind === 'text' && decoded.text.includes('\0')).toBe(false);
      }),
    );
  });
});
