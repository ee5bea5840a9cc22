import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'samocode-kept-')));
const host = path.join(root, 'host.cjs');
let place = 0;
let chunks = '';
let folder = '';
let file = '';

beforeAll(async () => {
  const source = path.join(import.meta.dirname, '../fixtures/bin/kept-host.ts');
  const options = { bundle: true, format: 'cjs', platform: 'node', logLevel: 'error' } as const;
  await build({ entryPoints: [source], outfile: host, ...options });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  const here = path.join(root, String((place += 1)));
  chunks = path.join(here, 'chunks');
  folder = path.join(here, 'compiled', 'v20');
  file = path.join(folder, 'main.bin');
  mkdirSync(chunks, { recursive: true });
  write('main.js', "console.log(require('./other.js').say('one'), require('node:path').sep);");
  write('other.js', 'exports.say = (word) => `${word} ${__filename.slice(-8)} ${require.length}`;');
});

function write(name: string, text: string): void {
  writeFileSync(path.join(chunks, name), text);
}

function run(): string {
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [host, folder, chunks], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return status === 0 ? stdout : `${signal ?? status}: ${stderr}`;
}

const SAID = 'one other.js 1 /\n';

describe('kept code', () => {
  test('is written by the first start, and run by the next instead of what it was made of', () => {
    expect(run()).toBe(SAID);
    const bytes = readFileSync(file);
    // As long, so V8 takes it for the same: what is said comes from the kept code.
    write('main.js', "console.log(require('./other.js').say('two'), require('node:path').sep);");
    expect(run()).toBe(SAID);
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('of another source is made anew, of a module that is gone it is dropped', () => {
    run();
    write('main.js', "console.log('longer than it was', require('./more.js'), 'and other');");
    write('more.js', "module.exports = 'replaced';");
    rmSync(path.join(chunks, 'other.js'));
    expect(run()).toBe('longer than it was replaced and other\n');
    expect(readFileSync(file, 'latin1').split('\n')[0]).not.toContain('other.js');
    write('more.js', "module.exports = 'whatever';");
    expect(run()).toBe('longer than it was replaced and other\n');
  });

  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['garbage', () => Buffer.from('garbage\n\0\0')],
    ['half of it', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['all but the last byte', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['one bit in the middle', (bytes: Buffer) => flipped(bytes, bytes.length / 2)],
    ['one bit in a name', (bytes: Buffer) => flipped(bytes, 12)],
    ['one bit in the sum', (bytes: Buffer) => flipped(bytes, 3)],
  ])('that is damaged is passed over and made anew: %s', (_, damage) => {
    run();
    const bytes = readFileSync(file);
    writeFileSync(file, damage(Buffer.from(bytes)));
    expect(run()).toBe(SAID);
    expect(readFileSync(file).length).toBe(bytes.length);
  });

  test('is passed over where a FIFO or a folder stands in its place', () => {
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', [file]);
    expect(run()).toBe(SAID);
    rmSync(file);
    mkdirSync(file);
    expect(run()).toBe(SAID);
    expect(readdirSync(folder)).toEqual(['main.bin']);
  });

  test('is left to another that is writing it, unless that one has died', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.new`, 'half');
    expect(run()).toBe(SAID);
    expect(readdirSync(folder)).toEqual(['main.bin.new']);
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(`${file}.new`, longAgo, longAgo);
    expect(run()).toBe(SAID);
    expect(readdirSync(folder)).toEqual(['main.bin']);
    expect(statSync(file).mode & 0o77).toBe(0);
  });

  test('of a version of Node that was not used for a month goes', () => {
    const [old, recent] = ['v18', 'v22'].map((name) => path.join(path.dirname(folder), name));
    for (const one of [old, recent]) mkdirSync(one ?? '', { recursive: true });
    const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000);
    utimesSync(old ?? '', longAgo, longAgo);
    run();
    expect(readdirSync(path.dirname(folder))).toEqual(['v20', 'v22']);
  });

  test('that cannot be written stops nothing', () => {
    writeFileSync(path.dirname(folder), 'a file where the folder should be');
    expect(run()).toBe(SAID);
    expect(existsSync(file)).toBe(false);
  });

  test('of what fails tells where, in the lines of the source', () => {
    write('main.js', "require('./other.js');\nthrow new Error('broken');");
    for (const start of [1, 2]) {
      const said = run();
      expect(said, `start ${start}`).toContain('Error: broken');
      expect(said).toContain(`${path.join(chunks, 'main.js')}:2:7`);
    }
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const index = Math.floor(at);
  bytes[index] = (bytes[index] ?? 0) ^ 4;
  return bytes;
}
