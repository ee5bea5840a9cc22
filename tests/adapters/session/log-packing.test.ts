import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { listLogs } from '../../../src/adapters/session/logs/log-folder.ts';
import { bytesOf, linesOf, startOfTail } from '../../../src/adapters/session/logs/log-lines.ts';
import { logPieces, packLog } from '../../../src/adapters/session/logs/log-packing.ts';
import { temporaryFolder } from '../../support/session.ts';

const OLD = new Date('2026-01-05T10:00:00Z');
let session = '';
let logs = '';

function write(name: string, content: string | Buffer): string {
  const path = join(logs, name);
  writeFileSync(path, content);
  utimesSync(path, OLD, OLD);
  return path;
}

beforeEach(() => {
  session = temporaryFolder();
  logs = join(session, '_logs');
  mkdirSync(logs);
});

describe('a packed log', () => {
  test('holds every byte, keeps its age, and stands in the place of the log', async () => {
    const content = Buffer.from([0, 255, 10, 13, ...Buffer.from('line\n'.repeat(100_000))]);
    const path = write('01-05-1000-001-init.jsonl', content);
    await packLog(path);
    expect(readdirSync(logs)).toEqual(['01-05-1000-001-init.jsonl.gz']);
    expect(gunzipSync(readFileSync(`${path}.gz`)).equals(content)).toBe(true);
    expect(statSync(`${path}.gz`).mtimeMs).toBe(OLD.getTime());
  });

  test('is read like any other', async () => {
    const path = write('01-05-1000-001-init.jsonl', 'one\ntwo\nthree\n');
    await packLog(path);
    expect(listLogs(session).map((log) => log.path)).toEqual([path]);
    expect([...linesOf(path)].map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    const tail = startOfTail(path, 1);
    expect(
      Buffer.concat([...bytesOf(path, tail)].map((part) => Buffer.from(part))).toString(),
    ).toBe('three\n');
  });

  test('begun by one that was killed is begun again', async () => {
    const path = write('01-05-1000-001-init.jsonl', 'one\n');
    writeFileSync(`${path}.gz.new`, 'half');
    await packLog(path);
    expect(gunzipSync(readFileSync(`${path}.gz`)).toString()).toBe('one\n');
  });

  test('killed between the two steps is listed once, and packed again', async () => {
    const path = write('01-05-1000-001-init.jsonl', 'one\n');
    await packLog(path);
    write('01-05-1000-001-init.jsonl', 'one\n');
    expect(listLogs(session)).toHaveLength(1);
    await packLog(path);
    expect(readdirSync(logs)).toEqual(['01-05-1000-001-init.jsonl.gz']);
  });

  test('that cannot be made leaves the log as it is', async () => {
    const path = write('01-05-1000-001-init.jsonl', 'one\n');
    mkdirSync(`${path}.gz`);
    writeFileSync(join(`${path}.gz`, 'file'), '');
    await expect(packLog(path)).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    expect(existsSync(`${path}.gz.new`)).toBe(false);
  });

  test('that is cut reads as nothing, and hangs nobody', () => {
    write('01-05-1000-001-init.jsonl.gz', 'no gzip');
    expect([...linesOf(join(logs, '01-05-1000-001-init.jsonl'))]).toEqual([]);
  });
});

describe('what may be cleaned', () => {
  test('are the regular files of _logs; those of the newest iteration are told', () => {
    write('01-05-1000-001-init.jsonl', 'x');
    write('01-05-1000-001-init.prompt.md', 'x');
    write('01-05-1001-002-investigation-a2.jsonl', 'x');
    write('01-05-1001-002-investigation.prompt.md', 'x');
    symlinkSync('/etc/passwd', join(logs, '01-05-1002-003-planning.jsonl'));
    mkdirSync(join(logs, 'folder'));
    const pieces = logPieces(session).map(({ path, isNewest }) => [
      path.slice(logs.length + 1),
      isNewest,
    ]);
    expect(pieces).toEqual([
      ['01-05-1000-001-init.jsonl', false],
      ['01-05-1000-001-init.prompt.md', false],
      ['01-05-1001-002-investigation-a2.jsonl', true],
      ['01-05-1001-002-investigation.prompt.md', true],
    ]);
  });

  test('is nothing where _logs is a link or is not there', () => {
    const other = temporaryFolder();
    expect(logPieces(other)).toEqual([]);
    symlinkSync(logs, join(other, '_logs'));
    write('01-05-1000-001-init.jsonl', 'x');
    expect(logPieces(other)).toEqual([]);
  });
});
