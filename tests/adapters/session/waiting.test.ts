import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSessionWatch } from '../../../src/adapters/session/fingerprints/waiting.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waiting-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A session whose project is in the folder `project` of the root, and the person's settings in `personal`. */
function rests(root: string) {
  const watch = openSessionWatch(join(root, 'personal/.env'));
  return { watch, session: { config: join(root, 'project/.samocode'), path: undefined } };
}

function write(root: string, name: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), 'VERIFY=true\n');
}

/** The project comes with all its files at once. */
function moveBack(root: string): void {
  write(root, 'elsewhere/.samocode');
  renameSync(join(root, 'elsewhere'), join(root, 'project'));
}

const SETTINGS = [
  'project/.samocode',
  'project/.samocode.env',
  'project/.env',
  'personal/.env',
] as const;

test.each(SETTINGS)('a session that rests is seen to change with %s', (name) => {
  const root = temporaryFolder();
  const { watch, session } = rests(root);
  const before = watch.seenIn(session);
  expect(watch.seenIn(session)).toBe(before);
  write(root, name);
  expect(watch.seenIn(session)).not.toBe(before);
});

test.each([
  ...SETTINGS.map((name) => ({ what: `${name} changes`, there: true, act: name })),
  { what: 'the project is moved back', there: false, act: moveBack },
])('a session that rests is told at once when $what', async ({ there, act }) => {
  const root = temporaryFolder();
  if (there) for (const name of SETTINGS) mkdirSync(dirname(join(root, name)), { recursive: true });
  const { watch, session } = rests(root);
  const before = watch.seenIn(session);
  const told = new Promise<void>((tell) => {
    const watching = watch.watch(session, () => {
      if (watch.seenIn(session) !== before) tell();
    });
    onTestFinished(() => {
      watching[Symbol.dispose]();
    });
  });
  if (typeof act === 'string') write(root, act);
  else act(root);
  await told;
});

test('a session that rests is told at once of settings in a folder that was made before them', async () => {
  const root = temporaryFolder();
  const { watch, session } = rests(root);
  let tell = (): void => undefined;
  const next = (): Promise<void> => new Promise((told) => (tell = told));
  const watching = watch.watch(session, () => {
    tell();
  });
  onTestFinished(() => {
    watching[Symbol.dispose]();
  });
  const folder = next();
  mkdirSync(join(root, 'project'));
  await folder;
  const settings = next();
  write(root, SETTINGS[0]);
  await settings;
});
