import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownProjects, noteProject } from '../../../src/adapters/queue/projects.ts';
import { temporaryFolder } from '../../support/session.ts';

test('a project whose disk is away for a moment is left out, and stays known', () => {
  const root = temporaryFolder();
  const [shop, bank] = ['shop', 'bank'].map((name) => {
    mkdirSync(join(root, name));
    const config = join(root, name, '.samocode');
    writeFileSync(config, '');
    noteProject(root, config);
    return config;
  });
  renameSync(join(root, 'shop'), join(root, 'away'));
  expect(knownProjects(root)).toEqual([bank]);
  renameSync(join(root, 'away'), join(root, 'shop'));
  expect(knownProjects(root)).toEqual([bank, shop]);
});

test('a file that a killed process left names no project', () => {
  const root = temporaryFolder();
  const config = join(root, '.samocode');
  writeFileSync(config, '');
  noteProject(root, config);
  writeFileSync(join(root, 'projects', 'x.1.tmp'), config);
  expect(knownProjects(root)).toEqual([config]);
});
