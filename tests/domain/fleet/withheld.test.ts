import { expect, test } from 'vitest';
import { looksSecret, whyFileStays, whyLinkStays } from '../../../src/domain/fleet/withheld.ts';

test.each([
  ['.env', true],
  ['sub/.ENV.local', true],
  ['.envrc', true],
  ['.env.example', false],
  ['environment.ts', false],
  ['deploy/prod.PEM', true],
  ['home/.ssh/config', true],
  ['id_ed25519', true],
  ['id_ed25519.pub', false],
  ['.npmrc', true],
  ['credentials.json', true],
  ['credentials.ts', false],
  ['secrets.yml', true],
  ['secrets/readme.md', false],
  ['service-account-prod.json', true],
  ['.samocode.env', true],
  ['.claude/.credentials.json', true],
  ['.codex/auth.json', true],
  ['prod.env', true],
  ['.env-local', true],
  ['.env_prod', true],
  ['.env~', true],
  ['secrets.env', true],
  ['secrets.prod.yml', true],
  ['server.key.bak', true],
  ['.dev.vars', true],
  ['terraform.tfvars', true],
  ['.docker/config.json', true],
  ['.my.cnf', true],
  ['.vault_pass', true],
  ['auth.json', false],
  ['prod.env.example', false],
  ['keyboard.ts', false],
  ['a\n.env', false],
])('%j looks like a file with a secret: %s', (path, isSecret) => {
  expect(looksSecret(path)).toBe(isSecret);
});

test.each([
  ['_overview.md', undefined],
  ['_signal_history.jsonl', undefined],
  ['_inbox/1.json', undefined],
  ['.run/state.json', undefined],
  ['.run/given/task.md', undefined],
  ['.run/lease.json', 'machine'],
  ['.run/checkpoint.json', 'machine'],
  ['.run/given/task.md.123.tmp', 'machine'],
  ['.run', 'machine'],
  ['_logs', 'log'],
  ['_logs/01-001-init.jsonl', 'log'],
  ['_logs/01-001-init.jsonl.gz', 'log'],
  ['_logs/01-001-init.prompt.md', undefined],
  ['clone/.git/config', 'repository'],
  ['clone/.GIT', 'repository'],
  ['.gitignore', undefined],
  ['git~1', 'name'],
  ['notes/GIT~2/x', 'name'],
  ['.git. /x', 'name'],
  ['.git::$INDEX_ALLOCATION', 'name'],
  // A mark that HFS+ ignores, as the bytes of its UTF-8.
  ['.g\u00e2\u0080\u008cit', 'name'],
  ['git~x', undefined],
  ['notes/.env', 'secret'],
])('the file %s of a session folder stays: %s', (path, why) => {
  expect(whyFileStays(path)).toBe(why);
});

test.each([
  ['.gitmodules', 'name'],
  ['notes/.GITMODULES ', 'name'],
  ['GITMOD~1', 'name'],
  ['.gitignore', undefined],
])('the link %s of a session folder stays: %s', (path, why) => {
  expect(whyLinkStays(path)).toBe(why);
});
