import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLitter } from '../../../src/adapters/session/litter.ts';
import { openSession, temporaryFolder } from '../../support/session.ts';

/** A pid that nobody has any more. */
const DEAD = spawnSync('/bin/true').pid;

test('removes temporary files of a killed samocode', () => {
  const session = openSession();
  mkdirSync(session.at('.run/given'));
  const left = [
    '_overview.md',
    '_qa.md',
    '_signal.json',
    '_receipt.json',
    '.run/state.json',
    '.run/given/task.md',
  ];
  for (const name of left) writeFileSync(session.at(`${name}.${DEAD}.tmp`), '');
  removeLitter(session.path);
  expect(
    readdirSync(session.path, { recursive: true }).filter((name) => String(name).endsWith('.tmp')),
  ).toEqual([]);
});

test('what a living process writes, what is an agent’s, and folders are left', () => {
  const session = openSession();
  const kept = [`.run/state.json.${process.ppid}.tmp`, `plan.md.${DEAD}.tmp`, '_overview.md.tmp'];
  for (const name of kept) writeFileSync(session.at(name), '');
  mkdirSync(session.at(`_overview.md.${DEAD}.tmp`));
  removeLitter(session.path);
  expect(readdirSync(session.path)).toEqual(
    expect.arrayContaining([...kept.slice(1), `_overview.md.${DEAD}.tmp`]),
  );
  expect(readdirSync(session.at('.run'))).toEqual([`state.json.${process.ppid}.tmp`]);
});

test('nothing is removed where a link leads to', () => {
  const session = openSession();
  const victim = temporaryFolder();
  writeFileSync(join(victim, `precious.${DEAD}.tmp`), '');
  symlinkSync(victim, session.at('.run/given'));
  symlinkSync(join(victim, `precious.${DEAD}.tmp`), session.at(`_overview.md.${DEAD}.tmp`));
  removeLitter(session.path);
  expect(readdirSync(victim)).toEqual([`precious.${DEAD}.tmp`]);
});
