import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvFile } from '../../../src/adapters/config/files/env-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-env-'));
  path = join(folder, '.samocode');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Key to `value @line`. */
function read(text: string | Buffer): Record<string, string> {
  writeFileSync(path, text);
  const file = readEnvFile(path);
  if (file.kind !== 'values') throw new Error(JSON.stringify(file));
  return Object.fromEntries(
    [...file.values].map(([key, { value, source }]) => [
      key,
      `${value} @${source.slice(path.length + 1)}`,
    ]),
  );
}

describe('readEnvFile', () => {
  it('knows quotes, comments, export, a byte order mark and CRLF, and the line of each key', () => {
    const text = [
      '\ufeffA=1 # one',
      '# B=comment',
      'export B="x # y" # z',
      '',
      "  C = 'it is' ",
      'D=a\tb',
      'export\tE=`q`',
      'F=',
      'G=~/x y',
    ];
    const values = {
      A: '1 @1',
      B: 'x # y @3',
      C: 'it is @5',
      D: 'a\tb @6',
      E: 'q @7',
      F: ' @8',
      G: '~/x y @9',
    };
    expect(read(text.join('\n'))).toEqual(values);
    expect(read(text.join('\r\n'))).toEqual(values);
    expect(read(text.join('\r'))).toEqual(values);
  });

  it('counts the last of two equal keys, and names its line', () => {
    expect(read('A=1\nB=2\nA=3\n')).toEqual({ A: '3 @3', B: '2 @2' });
    expect(read('A=1\nA=1\n')).toEqual({ A: '1 @2' });
  });

  it('does not take a line of a quoted value for a key', () => {
    expect(read('A=/real\nB="first\nA=/false\nlast"\nC=3')).toEqual({
      A: '/real @1',
      B: 'first\nA=/false\nlast @2',
      C: '3 @5',
    });
  });

  it('is not confused by names that every object has', () => {
    expect(read('__proto__=1\nconstructor=2\nA=3')).toEqual({ constructor: '2 @2', A: '3 @3' });
  });

  it('tells a missing file, a folder, a pipe and a file that is no text apart', () => {
    expect(readEnvFile(path)).toEqual({ kind: 'absent' });
    expect(readEnvFile(join(path, 'below'))).toEqual({ kind: 'absent' });
    mkdirSync(path);
    expect(readEnvFile(path)).toEqual({ kind: 'folder' });
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(readEnvFile(pipe)).toEqual({ kind: 'unreadable', reason: 'is not a regular file' });
    const utf16 = join(folder, 'utf16');
    writeFileSync(utf16, Buffer.from('\ufeffA=1', 'utf16le'));
    expect(readEnvFile(utf16)).toEqual({ kind: 'unreadable', reason: 'is not UTF-8 text' });
    const large = join(folder, 'large');
    writeFileSync(large, 'A=1\n'.repeat(2 ** 19));
    expect(readEnvFile(large)).toEqual({ kind: 'unreadable', reason: 'is larger than 1 MiB' });
  });

  it.skipIf(process.getuid?.() === 0)('says when it may not be read', () => {
    writeFileSync(path, 'A=1');
    chmodSync(path, 0);
    expect(readEnvFile(path)).toEqual({
      kind: 'unreadable',
      reason: 'cannot be read: permission denied',
    });
  });

  it('stays quick with a long file', () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `KEY_${n}="${n}"`);
    const values = read([...lines, ...lines].join('\n'));
    expect(Object.keys(values)).toHaveLength(20_000);
    expect(values['KEY_7']).toBe('7 @20008');
  });
});
