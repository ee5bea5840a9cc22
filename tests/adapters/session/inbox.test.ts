import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openInbox } from '../../../src/adapters/session/inbox/inbox.ts';
import type { Steer } from '../../../src/domain/people/steer.ts';
import { boundByModes, temporaryFolder } from '../../support/session.ts';

const PAUSE: Steer = { kind: 'pause', by: 'ann', note: undefined, source: 'one', run: undefined };

function inboxIn(folder: string) {
  const warnings: string[] = [];
  const inbox = openInbox(folder, (text) => warnings.push(text));
  return { inbox, warnings, messages: () => inbox.read().map(({ message }) => message) };
}

describe('the inbox', () => {
  test('is empty where there is no folder, and reading makes none', () => {
    const folder = join(temporaryFolder(), '_inbox');
    expect(inboxIn(folder).inbox.read()).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test('holds each message once, even if it was put twice, and nothing half written', () => {
    const folder = join(temporaryFolder(), '_inbox');
    const { inbox, messages } = inboxIn(folder);
    inbox.put(PAUSE);
    inbox.put(PAUSE);
    inbox.put({ ...PAUSE, kind: 'note', note: 'tabs', source: 'two' });
    expect(messages()).toEqual([PAUSE, { ...PAUSE, kind: 'note', note: 'tabs', source: 'two' }]);
    writeFileSync(join(folder, '.half.tmp'), 'x');
    expect(readdirSync(folder)).toHaveLength(3);
    for (const file of inbox.read()) inbox.remove(file);
    expect(messages()).toEqual([]);
  });

  test('gives the oldest first', () => {
    const folder = temporaryFolder();
    for (const [name, at] of [
      ['note-a', 30],
      ['pause', 10],
      ['note-b', 20],
    ] as const) {
      writeFileSync(join(folder, name), name);
      utimesSync(join(folder, name), at, at);
    }
    expect(
      inboxIn(folder)
        .messages()
        .map(({ note }) => note),
    ).toEqual(['pause', 'note-b', 'note-a']);
  });

  test('leaves a file alone that is not a message, and warns once', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'note'));
    execFileSync('mkfifo', [join(folder, 'pause')]);
    symlinkSync('/etc/passwd', join(folder, 'note.txt'));
    writeFileSync(join(folder, 'approve'), '');
    writeFileSync(join(folder, 'stop.txt'), 'x'.repeat(600_000));
    const { inbox, warnings, messages } = inboxIn(folder);
    expect(messages()).toEqual([]);
    expect(messages()).toEqual([]);
    expect(warnings).toHaveLength(5);
    expect(warnings.every((text) => text.includes('left alone'))).toBe(true);
    expect(readdirSync(folder)).toHaveLength(5);
    expect(inbox.read()).toEqual([]);
  });

  test('is not followed where it is a link', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/pause'), '');
    symlinkSync('elsewhere', join(root, '_inbox'));
    const { inbox, warnings, messages } = inboxIn(join(root, '_inbox'));
    expect(messages()).toEqual([]);
    expect(warnings).toEqual(['_inbox is left alone: it is a link, which is not followed']);
    expect(() => {
      inbox.put(PAUSE);
    }).toThrow('is a link');
  });

  test('says of a message that it cannot remove, and reads it no more', () => {
    const root = temporaryFolder();
    const folder = join(root, '_inbox');
    mkdirSync(folder);
    for (const name of ['stop', 'pause']) writeFileSync(join(folder, name), '');
    chmodSync(folder, 0o555);
    const { inbox, warnings, messages } = inboxIn(folder);
    const left = boundByModes({ root }, () => {
      for (const file of inbox.read().filter(({ name }) => name === 'stop')) inbox.remove(file);
      return messages();
    });
    chmodSync(folder, 0o755);
    expect(left).toMatchObject([{ kind: 'pause' }]);
    expect(warnings).toEqual([
      expect.stringMatching(/^_inbox\/stop .* cannot be removed \(EACCES\)/),
    ]);
    utimesSync(join(folder, 'stop'), 5, 5);
    expect(messages()).toHaveLength(2);
  });

  test('knows a file made by hand again, and takes one made anew for another', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'pause'), '');
    const { messages } = inboxIn(folder);
    const [first] = messages();
    expect(messages()).toEqual([first]);
    utimesSync(join(folder, 'pause'), 5, 5);
    expect(messages()[0]?.source).not.toBe(first?.source);
  });
});
