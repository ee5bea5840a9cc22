import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { trySigning } from '../../../src/adapters/git/set-up/try-signing.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { git, lives } from '../../support/program.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'samocode-signing-test-'));
  git(root, 'init', '-q');
  git(root, 'config', 'commit.gpgsign', 'true');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GPG_TTY: '/dev/tty' };
const identity = { GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@b' };
const trial = (limitMs?: number) => ({
  ...{ mainRepo: root, runTool, stops: NEVER },
  environment: { ...environment, ...identity, GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b' },
  ...(limitMs !== undefined && { limitMs }),
});

/** The program that signs in the place of gpg. */
function signer(body: string): void {
  const path = join(root, 'signer');
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  git(root, 'config', 'gpg.program', path);
}

const SIGNS = 'echo "[GNUPG:] SIG_CREATED " >&2; echo signature';

describe('the trial of signing', () => {
  test('is none where commits are not signed', async () => {
    git(root, 'config', 'commit.gpgsign', 'false');
    signer('touch called');
    expect(await trySigning(trial())).toBeUndefined();
    expect(readdirSync(root)).not.toContain('called');
  });

  test('signs with the settings of the repository, without a terminal, and leaves nothing there', async () => {
    signer(`env > '${join(root, 'env')}'; (: < /dev/tty) 2>/dev/null && exit 1; ${SIGNS}`);
    expect(await trySigning(trial())).toEqual({ repository: root, problem: undefined });
    expect(readFileSync(join(root, 'env'), 'utf8')).not.toMatch(/^(GPG_TTY|DISPLAY)=/m);
    expect(git(root, 'count-objects')).toMatch(/^0 objects/);
  });

  test('names what git says', async () => {
    git(root, 'config', 'gpg.program', '/no/such/gpg');
    const facts = await trySigning(trial());
    expect(facts?.problem).toContain('cannot run /no/such/gpg');
  });

  test('ends a program that waits for a person, with all of its group', async () => {
    signer(`echo $$ > '${join(root, 'pid')}'; exec sleep 100`);
    const facts = await trySigning(trial(300));
    expect(facts?.problem).toBe('git took longer than 0.3 s');
    expect(lives(Number(readFileSync(join(root, 'pid'), 'utf8')))).toBe(false);
  });
});
