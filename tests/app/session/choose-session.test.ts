import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionFolders } from '../../../src/adapters/session/session-folders.ts';
import {
  type Choice,
  chooseSession,
  chooseToRead,
  freshSession,
  onlySession,
  refuseMissing,
  refuseWithoutTask,
} from '../../../src/app/session/choose-session.ts';

let sessions: string;
let choice: Choice;
let foreign: string[];

beforeEach(() => {
  sessions = mkdtempSync(join(tmpdir(), 'samocode-choice-'));
  foreign = [];
  choice = {
    folders: sessionFolders(sessions),
    refuseForeign: (folder) => {
      if (foreign.includes(folder)) throw new Error(`foreign: ${folder}`);
    },
    errors: {
      unnamed: (names) => new Error(`unnamed: ${names.join(' ')}`),
      unknown: (name, isEmpty) => new Error(`${isEmpty ? 'empty' : 'unknown'}: ${name}`),
      newNeedsTask: () => new Error('new needs a task'),
    },
  };
});
afterEach(() => {
  rmSync(sessions, { recursive: true });
});

/** A session that has begun, or a folder without content. */
function makeSession(folder: string, isBegun = true): void {
  mkdirSync(join(sessions, folder, '_logs'), { recursive: true });
  if (isBegun) writeFileSync(join(sessions, folder, '_overview.md'), 'Phase: init');
}

describe('a command without a name', () => {
  test('takes the only session, and refuses none and two with their names', () => {
    expect(() => onlySession(choice)).toThrow(/^unnamed: $/);
    makeSession('26-11-20-api');
    expect(onlySession(choice).name).toBe('api');
    expect(chooseToRead(choice, undefined)).toMatchObject({ name: 'api', folder: '26-11-20-api' });
    makeSession('26-11-21-web');
    expect(() => onlySession(choice)).toThrow(/^unnamed: api web$/);
    expect(() => chooseToRead(choice, undefined)).toThrow(/^unnamed: api web$/);
  });
});

describe('a command with a name', () => {
  test('finds the session by it, dated or not, and makes nothing for one that is not there', () => {
    makeSession('26-11-20-api');
    const found = { folder: '26-11-20-api', exists: true };
    expect(chooseSession(choice, 'api', {})).toMatchObject({ session: 'api', folder: found });
    expect(chooseSession(choice, 'web', {}).folder.exists).toBe(false);
    expect(readdirSync(sessions)).toEqual(['26-11-20-api']);
  });

  test('refuses a folder that another user may change, unless it only reads', () => {
    makeSession('26-11-20-api');
    foreign = ['26-11-20-api'];
    expect(() => chooseSession(choice, 'api', {})).toThrow('foreign: 26-11-20-api');
    expect(chooseToRead(choice, 'api').folder).toBe('26-11-20-api');
  });

  test('refuses a session that is not there, if it needs one', () => {
    const chosen = chooseSession(choice, 'api', {});
    expect(() => {
      refuseMissing(choice, chosen);
    }).toThrow(/^unknown: api$/);
    expect(() => chooseToRead(choice, 'api')).toThrow(/^unknown: api$/);
  });

  test.each([
    ['that is not there', undefined, /^unknown: api$/],
    ['whose folder has no content', false, /^empty: api$/],
  ])('begins no session %s without a task', (_, isBegun, error) => {
    if (isBegun !== undefined) makeSession('26-11-20-api', isBegun);
    expect(() => {
      refuseWithoutTask(choice, chooseSession(choice, 'api', {}), {});
    }).toThrow(error);
  });

  test('goes on with a session that has begun', () => {
    makeSession('26-11-20-api');
    expect(() => {
      refuseWithoutTask(choice, chooseSession(choice, 'api', {}), {});
    }).not.toThrow();
  });
});

describe('a command with --new', () => {
  test('names another session of this name and makes its folder only when it is claimed', () => {
    makeSession('26-11-20-api');
    const planned = chooseSession(choice, 'api', { new: true });
    expect(planned.folder.exists).toBe(false);
    expect(planned.folder.folder).not.toBe('26-11-20-api');
    expect(readdirSync(sessions)).toEqual(['26-11-20-api']);
    expect(freshSession(choice, 'api', { make: true })).toEqual(planned);
    expect(readdirSync(sessions)).toContain(planned.folder.folder);
    // It is found by its own name, and the older one by that which it had.
    expect(chooseToRead(choice, planned.session).folder).toBe(planned.folder.folder);
  });

  test('needs a task', () => {
    makeSession('26-11-20-api');
    const asked = { new: true };
    expect(() => {
      refuseWithoutTask(choice, chooseSession(choice, 'api', asked), asked);
    }).toThrow('new needs a task');
  });
});
