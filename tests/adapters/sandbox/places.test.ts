import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliPlaces } from '../../../src/adapters/sandbox/cli-places.ts';
import { removeTemporary } from '../../../src/adapters/sandbox/session-places.ts';
import { temporaryFolder } from '../../support/session.ts';

describe('the settings of a CLI', () => {
  test.each([
    ['settings.json', 'the agent or your own session replaced'],
    ['hooks', 'the agent made'],
    ['skills', undefined],
    ['.claude.json', undefined],
  ])('that were made or replaced by a rename are told: %s', (name, told) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), '{}');
    writeFileSync(join(folder, '.claude.json'), '{}');
    const places = cliPlaces('claude', folder);
    writeFileSync(join(folder, 'settings.json'), '{"a": 1}');
    expect(places.changedSince()).toEqual([]);
    writeFileSync(join(folder, 'new'), '{}');
    renameSync(join(folder, 'new'), join(folder, name));
    const path = join(folder, name);
    expect(places.changedSince()).toEqual(
      told === undefined ? [] : [`${told} ${path}, which claude obeys outside of the sandbox, too`],
    );
  });

  test('are told when a link in their place was replaced or made', () => {
    const folder = temporaryFolder();
    symlinkSync('/nowhere', join(folder, 'skills'));
    const places = cliPlaces('claude', folder);
    rmSync(join(folder, 'skills'));
    mkdirSync(join(folder, 'skills'));
    symlinkSync('/nowhere', join(folder, 'plugins'));
    expect(places.changedSince()).toEqual([
      expect.stringContaining(join(folder, 'plugins')),
      expect.stringContaining(join(folder, 'skills')),
    ]);
  });
});

test('temporary files are removed although a program closed their folder', () => {
  const folder = join(temporaryFolder(), 'tmp-1');
  mkdirSync(join(folder, 'closed/deep'), { recursive: true });
  writeFileSync(join(folder, 'closed/deep/file'), '');
  symlinkSync('/', join(folder, 'closed/link'));
  chmodSync(join(folder, 'closed/deep'), 0o500);
  chmodSync(join(folder, 'closed'), 0o000);
  removeTemporary(folder);
  expect(existsSync(folder)).toBe(false);
});
