import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConfigFile } from '../../../src/adapters/config/files/find-config-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-find-'));
  mkdirSync(join(folder, 'a', 'b', 'c'), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('findConfigFile', () => {
  it('finds the nearest file upwards', () => {
    writeFileSync(join(folder, '.samocode'), '');
    expect(findConfigFile(join(folder, 'a', 'b', 'c'))).toBe(join(folder, '.samocode'));
    writeFileSync(join(folder, 'a', '.samocode'), '');
    expect(findConfigFile(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a', '.samocode'));
    expect(findConfigFile(join(folder, 'a'))).toBe(join(folder, 'a', '.samocode'));
  });

  it('passes over a folder of that name and a link that leads nowhere', () => {
    writeFileSync(join(folder, '.samocode'), '');
    mkdirSync(join(folder, 'a', '.samocode'));
    symlinkSync('nowhere', join(folder, 'a', 'b', '.samocode'));
    expect(findConfigFile(join(folder, 'a', 'b'))).toBe(join(folder, '.samocode'));
  });

  it('finds none in a folder that does not exist, nor above it', () => {
    expect(findConfigFile('/no/such/folder')).toBeUndefined();
  });
});
