import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSession, prepareFolder } from '../../../src/adapters/session/folder.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';
import { attack } from '../../support/attack.ts';
import { openSession } from '../../support/session.ts';

const TODAY = new Date(2026, 10, 22);
let root = '';
let sessions = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folder-'));
  sessions = join(root, 'sessions');
  mkdirSync(sessions);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('finding the folder of a session', () => {
  test('makes nothing', () => {
    const found = findSession(sessions, 'api', TODAY);
    expect(found).toEqual({
      path: join(sessions, '26-11-22-api'),
      folder: '26-11-22-api',
      exists: false,
    });
    expect(readdirSync(sessions)).toEqual([]);
  });

  test('resolves the folder itself once where it is a link', () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(sessions, 'api'));
    expect(findSession(sessions, 'api', TODAY).path).toBe(join(root, 'elsewhere'));
  });

  test('refuses a file in its place', () => {
    writeFileSync(join(sessions, 'api'), '');
    expect(() => findSession(sessions, 'api', TODAY)).toThrow(UserError);
  });
});

describe('preparing the folder of a session', () => {
  test('makes it for its owner alone, and once', () => {
    const path = join(sessions, 'api');
    prepareFolder(path);
    prepareFolder(path);
    expect(readdirSync(path).sort()).toEqual(['.run', '_logs']);
  });

  test.each(['_logs', '.run'])('follows no link in the place of %s', (name) => {
    const path = join(sessions, 'api');
    const victim = join(root, 'victim');
    mkdirSync(path);
    mkdirSync(victim);
    symlinkSync(victim, join(path, name));
    expect(() => {
      prepareFolder(path);
    }).toThrow(`${name} is a link`);
    expect(existsSync(join(victim, 'lease.json'))).toBe(false);
  });
});

describe('_logs, replaced while a run goes on', () => {
  test.each(['a link to a folder', 'nothing'])('by %s: nothing is written through it', (what) => {
    const session = openSession();
    const victim = join(session.root, 'victim');
    mkdirSync(victim);
    rmSync(session.at('_logs'), { recursive: true });
    if (what !== 'nothing') symlinkSync(victim, session.at('_logs'));
    const { store, warnings } = session;
    store.writePrompt(store.newLog('01-02-0304-001-planning'), 'prompt');
    expect(readdirSync(victim)).toEqual([]);
    expect(session.read('_logs/01-02-0304-001-planning.prompt.md')).toBe('prompt');
    expect(warnings).toHaveLength(what === 'nothing' ? 0 : 1);
  });

  attack(
    'An agent puts a link in the place of .run/given, where --task is kept',
    { modes: ['bypass'], outcome: 'told' },
    () => {
      const session = openSession();
      const victim = join(session.root, 'victim');
      mkdirSync(victim);
      symlinkSync(victim, session.at('.run/given'));
      session.store.keepMaterials({ task: 'Do it' });
      expect(readdirSync(victim)).toEqual([]);
      expect(session.store.keptTexts()).toEqual({ task: 'Do it' });
      expect(session.warnings).toHaveLength(1);
    },
  );
});
