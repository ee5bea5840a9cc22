import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  clearSignalFile,
  readSignalFile,
  signalIdentity,
} from '../../../src/adapters/session/signal-file.ts';
import { temporaryFolder } from '../../support/session.ts';

const newPath = (): string => join(temporaryFolder(), '_signal.json');

describe('what an agent may leave', () => {
  const read = (content: string | Buffer): ReturnType<typeof readSignalFile> => {
    const path = newPath();
    writeFileSync(path, content);
    return readSignalFile(path);
  };

  test.each(['', '  \n', '{}', '{ }\n', 'null', '[]', '\uFEFF', '\uFEFF{}'])(
    '%j is no signal',
    (text) => {
      expect(read(text)).toEqual({ kind: 'none' });
    },
  );

  test('no file is no signal', () => {
    expect(readSignalFile(newPath())).toEqual({ kind: 'none' });
  });

  test('a signal is read with its words trimmed and in any case, after a byte order mark too', () => {
    const text = `\uFEFF{"status":" WAITING ","phase":" Planning","for":"Plan_Approval","needs":null,"x":1}`;
    expect(read(text)).toMatchObject({
      kind: 'signal',
      signal: { status: 'waiting', phase: 'planning', for: 'plan_approval', needs: undefined },
      raw: { x: 1 },
    });
  });

  test.each([
    ['{"status":"contin', 'is not JSON'],
    ['"continue"', 'is no object'],
    ['true', 'is no object'],
    ['[1]', 'is no object'],
    ['{"phase":"testing"}', 'has no "status"'],
    ['{"status":7}', '"status" is no text'],
    ['{"status":"continue","phase":{}}', '"phase" is no text'],
    ['{"status":"finished"}', '"status" is "\\"finished\\""'.slice(0, 11)],
    ['{"status":"continue","phase":"deploy"}', '"phase"'],
    ['{"status":"waiting","for":"godot"}', '"for"'],
    ['{"__proto__":{"status":"done"}}', 'has no "status"'],
  ])('%s is malformed', (text, reason) => {
    const reading = read(text);
    expect(reading).toMatchObject({ kind: 'malformed' });
    expect(reading.kind === 'malformed' ? reading.reason : '').toContain(reason);
  });

  test.each(['utf-16le', 'utf-16be'] as const)(
    'reads %s that a byte order mark announces, and says that it was repaired',
    (encoding) => {
      const bytes = Buffer.from('\uFEFF{"status":"continue","summary":"Grüße",}', 'utf16le');
      expect(read(encoding === 'utf-16le' ? bytes : bytes.swap16())).toMatchObject({
        kind: 'signal',
        signal: { status: 'continue', summary: 'Grüße' },
        repaired: ['UTF-16', 'trailing comma'],
      });
    },
  );

  test('treats UTF-16 that holds no signal like any other text', () => {
    const written = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(read(written(''))).toEqual({ kind: 'none' });
    expect(read(written('{}'))).toEqual({ kind: 'none' });
    expect(read(written('oops'))).toMatchObject({ kind: 'malformed' });
    expect(read(Buffer.from([0xff, 0xfe, 0x7b]))).toMatchObject({ kind: 'malformed' });
  });

  test('bytes that are no UTF-8 are malformed, and the reason is short', () => {
    const reading = read(Buffer.alloc(5000, 0xff));
    expect(reading.kind).toBe('malformed');
    expect(reading.kind === 'malformed' ? reading.reason.length : 0).toBeLessThan(330);
  });

  test('a folder, a link, a FIFO and more than 1 MiB are malformed', () => {
    const reasonOf = (make: (path: string) => void): string => {
      const path = newPath();
      make(path);
      const reading = readSignalFile(path);
      return reading.kind === 'malformed' ? reading.reason : reading.kind;
    };
    const good = JSON.stringify({ status: 'continue' });
    expect(reasonOf(mkdirSync)).toMatch(/a directory/);
    expect(reasonOf((path) => execFileSync('mkfifo', [path]))).toMatch(/a FIFO/);
    const link = (path: string): void => {
      writeFileSync(`${path}.real`, good);
      symlinkSync(`${path}.real`, path);
    };
    expect(reasonOf(link)).toMatch(/a link/);
    const large = (path: string): void => {
      writeFileSync(path, good);
      truncateSync(path, 1024 * 1024 + 1);
    };
    expect(reasonOf(large)).toMatch(/1048577 bytes/);
  });
});

describe('clearing', () => {
  test('leaves a file with {} whatever stood there', () => {
    const makers: ((path: string) => void)[] = [
      () => undefined,
      (path) => {
        writeFileSync(path, 'x');
      },
      (path) => {
        mkdirSync(path);
      },
      (path) => {
        mkdirSync(join(path, 'kept'), { recursive: true });
      },
      (path) => {
        execFileSync('mkfifo', [path]);
      },
      (path) => {
        symlinkSync('/nowhere', path);
      },
    ];
    for (const make of makers) {
      const path = newPath();
      make(path);
      clearSignalFile(path);
      expect(lstatSync(path).isFile()).toBe(true);
      expect(lstatSync(path).mode & 0o777).toBe(0o600);
      expect(readSignalFile(path)).toEqual({ kind: 'none' });
    }
  });

  test('moves a folder aside and loses nothing of it, however often', () => {
    const path = newPath();
    for (const name of ['one', 'two']) {
      rmSync(path, { force: true });
      mkdirSync(join(path, name), { recursive: true });
      clearSignalFile(path);
    }
    expect(existsSync(`${path}.bad/one`)).toBe(true);
    expect(existsSync(`${path}.bad-2/two`)).toBe(true);
  });

  test('leaves the target of a link as it is', () => {
    const path = newPath();
    writeFileSync(`${path}.real`, 'precious');
    symlinkSync(`${path}.real`, path);
    clearSignalFile(path);
    expect(readFileSync(`${path}.real`, 'utf8')).toBe('precious');
  });

  test('neither writes through a planted link nor hangs on a planted FIFO', () => {
    const path = newPath();
    writeFileSync(`${path}.real`, 'precious');
    symlinkSync(`${path}.real`, `${path}.${process.pid}.tmp`);
    clearSignalFile(path);
    expect(readFileSync(`${path}.real`, 'utf8')).toBe('precious');
    execFileSync('mkfifo', [`${path}.${process.pid}.tmp`]);
    clearSignalFile(path);
    expect(readFileSync(path, 'utf8')).toBe('{}\n');
    expect(readdirSync(join(path, '..')).sort()).toEqual(['_signal.json', '_signal.json.real']);
  });

  test('changes the identity every time, and so does every write of an agent', () => {
    const path = newPath();
    let before: string | undefined;
    expect(signalIdentity(path)).toBeUndefined();
    for (let round = 0; round < 200; round += 1) {
      clearSignalFile(path);
      const cleared = signalIdentity(path);
      expect(cleared).not.toBe(before);
      if (round % 2 === 1) writeFileSync(path, '{"status":"continue"}');
      before = signalIdentity(path);
      if (round % 2 === 1) expect(before).not.toBe(cleared);
    }
  });
});
