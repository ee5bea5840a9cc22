import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sessionWatch } from '../../../src/adapters/session/fingerprints/waiting.ts';

test.each(['.samocode', '.samocode.env', '.env'])(
  'a session that rests is seen to change with the %s of its project',
  (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'waiting-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const session = { config: join(folder, '.samocode'), path: undefined };
    const before = sessionWatch.seenIn(session);
    expect(sessionWatch.seenIn(session)).toBe(before);
    writeFileSync(join(folder, name), 'VERIFY=true\n');
    expect(sessionWatch.seenIn(session)).not.toBe(before);
  },
);

test.each([
  ['of its project change', (folder: string) => join(folder, '.samocode'), writeSettings],
  ['of its project are there again', (folder: string) => join(folder, 'away/.samocode'), moveBack],
])('a session that rests is told at once that the settings %s', async (_what, configIn, act) => {
  const folder = mkdtempSync(join(tmpdir(), 'waiting-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const told = new Promise<void>((tell) => {
    const session = { config: configIn(folder), path: undefined };
    const watching = sessionWatch.watch(session, tell);
    onTestFinished(() => {
      watching[Symbol.dispose]();
    });
  });
  act(folder);
  await told;
});

function writeSettings(folder: string): void {
  writeFileSync(join(folder, '.samocode'), 'VERIFY=true\n');
}

/** A project comes to `away` as a disk that is mounted does. */
function moveBack(folder: string): void {
  const elsewhere = mkdtempSync(join(tmpdir(), 'waiting-'));
  writeSettings(elsewhere);
  renameSync(elsewhere, join(folder, 'away'));
}
