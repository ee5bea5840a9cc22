import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExecutable } from '../../../src/adapters/config/folders/executable.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-exe-'));
  mkdirSync(join(folder, 'a', 'claude'), { recursive: true });
  mkdirSync(join(folder, 'b'));
  mkdirSync(join(folder, 'c'));
  writeFileSync(join(folder, 'b', 'claude'), 'no program', { mode: 0o644 });
  writeFileSync(join(folder, 'c', 'real'), '#!/bin/sh\n');
  chmodSync(join(folder, 'c', 'real'), 0o755);
  symlinkSync('real', join(folder, 'c', 'claude'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function find(name: string, path?: string) {
  const environment = path === undefined ? {} : { PATH: path };
  return findExecutable({
    name,
    folder,
    cwd: join(folder, 'c'),
    environment,
    home: folder,
    platform: 'linux',
  });
}

describe('findExecutable', () => {
  it('searches PATH, and passes over folders and files that cannot be run', () => {
    const path = ['a', 'b', 'c'].map((name) => join(folder, name)).join(':');
    expect(find('claude', path)).toEqual({ path: join(folder, 'c', 'claude') });
  });

  it('takes a relative entry of PATH from the working directory, and no empty one', () => {
    expect(find('claude', '/nowhere:.')).toEqual({ path: join(folder, 'c', 'claude') });
    expect(find('claude', '')).toMatchObject({ message: 'is "claude", which is not on PATH' });
  });

  it('searches the usual places when there is no PATH', () => {
    expect(find('sh')).toMatchObject({ path: expect.stringMatching(/\/bin\/sh$/) as unknown });
  });

  it('says what PATH was, for cron has a short one', () => {
    expect(find('claude', '/usr/nothing')).toMatchObject({
      hint: expect.stringContaining('/usr/nothing') as unknown,
    });
  });

  it('takes a name with a slash for a path: absolute, relative or under ~', () => {
    const path = join(folder, 'c', 'real');
    expect(find(path)).toEqual({ path });
    expect(find('c/real')).toEqual({ path });
    expect(find('~/c/real')).toEqual({ path });
  });

  it.each([
    ['a/claude', 'is not a file'],
    ['b/claude', 'is not executable'],
    ['c/none', 'cannot be run: it does not exist'],
    ['b/claude/x', 'cannot be run: a part of the path is a file'],
  ])('says of %s that it %s', (name, reason) => {
    expect(find(name)).toMatchObject({ message: `is "${name}", and that ${reason}` });
  });
});
