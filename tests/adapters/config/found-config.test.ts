import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foundConfig, placeOf } from '../../../src/adapters/config/files/found-config.ts';
import { namedConfig } from '../../../src/adapters/config/named-config.ts';
import { accept } from '../../../src/adapters/config/trust/accepted.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';

const FOLDERS = 'MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\n';
const INNER = 'MAIN_REPO=.\nWORKTREES=../worktrees\nSESSIONS=../sessions\nVERIFY=./mine\n';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'samocode found-'));
  write('.samocode', FOLDERS);
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

/** Writes a file of the project, and returns its path. */
function write(name: string, text: string): string {
  const path = join(project, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function found(folder: string): string | undefined {
  return foundConfig({
    cwd: join(project, folder),
    home: project,
    stateDir: join(project, 'state'),
  });
}

function refusal(folder: string): UserError {
  try {
    throw new Error(`found ${String(found(folder))}`);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

describe('foundConfig', () => {
  it.each(['repo', 'repo/deep/down', 'worktrees/it', 'sessions/it'])(
    'refuses a file in %s, where agents of the project further up write, and names both',
    (folder) => {
      const inner = write(`${folder}/.samocode`, INNER);
      const { message, hint } = refusal(folder);
      expect(message).toContain(inner);
      expect(hint).toBe(
        `samocode trust --config '${inner}'; or, for the other one, add --config '${join(project, '.samocode')}'`,
      );
      expect(refusal(join(folder, 'further')).message).toBe(message);
    },
  );

  it('takes that file if a person names it', () => {
    const inner = write('repo/.samocode', INNER);
    const at = { cwd: join(project, 'repo'), home: project, stateDir: join(project, 'state') };
    expect(namedConfig(inner, at).configPath).toBe(inner);
  });

  it('takes a file that a person accepted, until it or the settings next to it change', () => {
    const inner = write('repo/.samocode', INNER);
    accept(placeOf(inner, join(project, 'state')));
    expect(found('repo')).toBe(inner);
    write('repo/.env', 'SAMOCODE_ON_EVENT=./mine\n');
    expect(refusal('repo').message).toContain('where agents write');
  });

  it('sees the project behind a file between both, and behind a link', () => {
    write('repo/.samocode', FOLDERS);
    write('repo/a/.samocode', INNER);
    expect(refusal('repo/a').hint).toContain(join(project, '.samocode'));
    symlinkSync('repo', join(project, 'link'));
    expect(refusal('link/a').hint).toContain(join(project, '.samocode'));
  });

  it('takes a file beside the folders of the one further up, and its only one', () => {
    const other = write('other/.samocode', INNER);
    expect(found('other')).toBe(other);
    mkdirSync(join(project, 'repo'));
    expect(found('repo')).toBe(join(project, '.samocode'));
  });

  it('lets no file that every user can change shut a person out', () => {
    const inner = write('repo/.samocode', INNER);
    chmodSync(join(project, '.samocode'), 0o666);
    expect(found('repo')).toBe(inner);
  });
});
