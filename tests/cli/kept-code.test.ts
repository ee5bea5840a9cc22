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
  file = path.join(here, 'compiled', 'main.bin');
  for (const folder of [chunks, path.dirname(file)]) mkdirSync(folder, { recursive: true });
  write('main.js', "console.log(require('./other.js').say('one'), require('node:path').sep);");
  write('other.js', 'exports.say = (word) => `${word} ${__filename.slice(-8)} ${require.length}`;');
});

function write(name: string, text: string): void {
  writeFileSync(path.join(chunks, name), text);
}

function run(...options: readonly string[]): string {
  const { stdout, stderr, status, signal } = spawnSync(
    process.execPath,
    [...options, host, file, chunks],
    {
      encoding: 'utf8',
      timeout: 20_000,
    },
  );
  return status === 0 ? stdout : `${signal ?? status}: ${stderr}`;
}

const SAID = 'one other.js 1 /\n';

describe('kept code', () => {
  test('is written by the first start, and run by the next', () => {
    expect(run()).toBe(SAID);
    const bytes = readFileSync(file);
    const { ino } = statSync(file);
    expect(run()).toBe(SAID);
    expect(readFileSync(file)).toEqual(bytes);
    expect(statSync(file).ino).toBe(ino);
  });

  test('of another source of the same length is not run: V8 alone would not see it', () => {
    run();
    write('main.js', "console.log(require('./other.js').say('two'), require('node:path').sep);");
    expect(run()).toBe(SAID.replace('one', 'two'));
    expect(run()).toBe(SAID.replace('one', 'two'));
  });

  test('of a module that is gone is dropped', () => {
    run();
    write('main.js', "console.log(require('./more.js'));");
    write('more.js', "module.exports = 'replaced';");
    rmSync(path.join(chunks, 'other.js'));
    expect(run()).toBe('replaced\n');
    expect(readFileSync(file, 'latin1').split('\n')[0]).not.toContain('other.js');
  });

  test('of what was loaded long ago stays as it was written then', () => {
    const functions = Array.from({ length: 300 }, (_, n) => `((x) => x + ${n})(1);`);
    write('other.js', functions.join('\n'));
    write('late.js', "module.exports = 'late';");
    // Called, so that it is compiled; then V8 forgets it, and a late module makes the file be written anew.
    write(
      'main.js',
      `const { copyFileSync, existsSync } = require('node:fs');
      require('./other.js');
      const file = ${JSON.stringify(file)};
      const timer = setInterval(() => {
        if (!existsSync(file)) return;
        clearInterval(timer);
        copyFileSync(file, file + '.early');
        const garbage = () => Array.from({ length: 2e5 }, (x) => ({ x }));
        let left = 40;
        const turn = () => {
          if ((left -= 1) > 0 && garbage()) setImmediate(turn);
          else console.log(require('./late.js'));
        };
        turn();
      }, 20);`,
    );
    expect(run('--max-old-space-size=40')).toBe('late\n');
    const [early, last] = [`${file}.early`, file].map((path) => indexOf(readFileSync(path)));
    expect(Object.keys(last ?? {})).toEqual(['main.js', 'other.js', 'late.js']);
    expect(last?.['other.js']?.[1]).toBe(early?.['other.js']?.[1]);
  });

  test('leaves a module that failed to be loaded again', () => {
    write('late.js', "if (!globalThis.again) throw new Error('not yet'); exports.x = 1;");
    write(
      'main.js',
      `try { require('./late.js'); } catch (error) { console.log(error.message); }
      globalThis.again = true;
      console.log(require('./late.js').x);`,
    );
    expect(run()).toBe('not yet\n1\n');
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
    execFileSync('mkfifo', [file]);
    expect(run()).toBe(SAID);
    rmSync(file);
    mkdirSync(file);
    expect(run()).toBe(SAID);
    expect(readdirSync(path.dirname(file))).toEqual(['main.bin']);
  });

  test('is left to another that is writing it, unless that one has died', () => {
    const folder = path.dirname(file);
    writeFileSync(`${file}.new`, 'half');
    expect(run()).toBe(SAID);
    expect(readdirSync(folder)).toEqual(['main.bin.new']);
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(`${file}.new`, longAgo, longAgo);
    expect(run()).toBe(SAID);
    expect(readdirSync(folder)).toEqual(['main.bin']);
    expect(statSync(file).mode & 0o77).toBe(0);
  });

  test('that cannot be written stops nothing', () => {
    rmSync(path.dirname(file), { recursive: true });
    writeFileSync(path.dirname(file), 'a file where the folder should be');
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

function indexOf(bytes: Buffer): Record<string, [start: number, length: number, sum: string]> {
  const line = bytes.toString('utf8', 8, bytes.indexOf('\n'));
  return JSON.parse(line) as Record<string, [number, number, string]>;
}
