import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRegular } from '../../../src/adapters/disk/regular-file.ts';
import { replaceFile } from '../../../src/adapters/disk/write-file.ts';
import { temporaryFolder } from '../../support/session.ts';

describe('replaceFile', () => {
  test('puts the new content there, readable by its owner alone, and leaves nothing beside it', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(path, 'old', { mode: 0o644 });
    replaceFile(path, 'new', true);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('replaces a link itself and never what it points to', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'target'), 'target');
    symlinkSync('target', join(folder, 'link'));
    replaceFile(join(folder, 'link'), 'new');
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('target');
    expect(lstatSync(join(folder, 'link')).isFile()).toBe(true);
  });

  test('writes through nothing that was planted under its temporary name', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    writeFileSync(join(folder, 'target'), 'target');
    symlinkSync(join(folder, 'target'), `${path}.${process.pid}.tmp`);
    replaceFile(path, 'new');
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('target');
    mkdirSync(`${path}.${process.pid}.tmp/inside`, { recursive: true });
    replaceFile(path, 'newer');
    expect(readFileSync(path, 'utf8')).toBe('newer');
  });

  test('leaves no temporary file when it cannot replace what stands there', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'file/inside'), { recursive: true });
    expect(() => {
      replaceFile(join(folder, 'file'), 'new');
    }).toThrow();
    expect(readdirSync(folder)).toEqual(['file']);
  });

  describe('when it is killed', () => {
    const home = temporaryProgram();

    test.each(['fsyncSync', 'renameSync'])('at %s the old file stands', (step) => {
      const folder = temporaryFolder();
      const path = join(folder, 'file');
      writeFileSync(path, 'old');
      const killed = spawnSync(process.execPath, [home(), path, step]);
      expect(killed.signal).toBe('SIGKILL');
      expect(readFileSync(path, 'utf8')).toBe('old');
      // What it left beside is no obstacle.
      replaceFile(path, 'new');
      expect(readFileSync(path, 'utf8')).toBe('new');
    });
  });
});

/** A program that replaces a file and kills itself at a step of that. */
function temporaryProgram(): () => string {
  let file = '';
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import fs from 'node:fs';
          import { syncBuiltinESMExports } from 'node:module';
          const [path, step] = process.argv.slice(2);
          fs[step] = () => process.kill(process.pid, 'SIGKILL');
          syncBuiltinESMExports();
          const { replaceFile } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/adapters/disk/write-file.ts'))});
          replaceFile(path, 'new');`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
    });
    file = outputFiles[0]?.text ?? '';
  });
  return () => {
    const path = join(temporaryFolder(), 'replace.mjs');
    writeFileSync(path, file);
    return path;
  };
}

describe('readRegular', () => {
  const LIMIT = 1024;

  test('reads a file, an empty one too', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'text');
    expect(readRegular(path, LIMIT)).toEqual({ kind: 'file', bytes: Buffer.from('text') });
    writeFileSync(path, '');
    expect(readRegular(path, LIMIT)).toEqual({ kind: 'file', bytes: Buffer.alloc(0) });
  });

  test('says what stands there when it is no regular file, and hangs on none', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder, name);
    execFileSync('mkfifo', [at('fifo')]);
    mkdirSync(at('folder'));
    symlinkSync('/etc/passwd', at('link'));
    symlinkSync('nowhere', at('dangling'));
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const what = (path: string): string => {
      const reading = readRegular(path, LIMIT);
      return reading.kind === 'other' ? reading.what : reading.kind;
    };
    expect(what(at('fifo'))).toBe('a FIFO');
    expect(what(at('folder'))).toBe('a directory');
    expect(what(at('link'))).toBe('a link');
    expect(what(at('dangling'))).toBe('a link');
    expect(what(at('socket'))).toBe('no regular file');
    expect(what('/dev/zero')).toBe('no regular file');
    expect(what(at('nothing'))).toBe('missing');
    expect(readlinkSync(at('link'))).toBe('/etc/passwd');
    await new Promise((resolve) => server.close(resolve));
  });

  test('does not read what is too large', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    truncateSync(path, 100 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    expect(readRegular(path, 1024 * 1024)).toMatchObject({ kind: 'other' });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
    truncateSync(path, 1024 * 1024);
    expect(readRegular(path, 1024 * 1024).kind).toBe('file');
  });
});
