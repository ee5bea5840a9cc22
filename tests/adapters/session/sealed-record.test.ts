import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { isSealed, openSealedRecord } from '../../../src/adapters/session/history/sealed-record.ts';
import { temporaryFolder } from '../../support/session.ts';

let folder: string;
let path: string;
let kept: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, '_signal_history.jsonl');
  kept = join(folder, 'kept');
  writeFileSync(path, 'one\n');
});

describe('a sealed history', () => {
  test('that nobody changed is no tampering, also where only its times did', () => {
    const record = openSealedRecord(folder, kept);
    record.seal({});
    expect(record.unseal().tampering).toBeUndefined();
    record.seal({});
    utimesSync(path, 1, 1);
    expect(record.unseal().tampering).toBeUndefined();
  });

  test('that grows between two seals by our rows is copied on', () => {
    const record = openSealedRecord(folder, kept);
    record.seal({});
    record.unseal();
    appendFileSync(path, 'two\n');
    record.seal({});
    expect(readFileSync(join(kept, 'history.jsonl'), 'utf8')).toBe('one\ntwo\n');
    writeFileSync(path, 'none\n');
    expect(record.unseal().tampering).toContain('was changed');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  test('is compared by the next process where the first was killed, once', () => {
    openSealedRecord(folder, kept).seal({});
    rmSync(path);
    expect(openSealedRecord(folder, kept).unseal().tampering).toContain('was removed');
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    rmSync(path);
    expect(openSealedRecord(folder, kept).unseal().tampering).toBeUndefined();
  });

  test('of which the copy is gone is no tampering', () => {
    openSealedRecord(folder, kept).seal({});
    rmSync(join(kept, 'history.jsonl'));
    expect(openSealedRecord(folder, kept).unseal().tampering).toBeUndefined();
    rmSync(kept, { recursive: true });
    expect(openSealedRecord(folder, kept).unseal().tampering).toBeUndefined();
  });

  test('of a session that had none is none again', () => {
    rmSync(path);
    const record = openSealedRecord(folder, kept);
    record.seal({});
    writeFileSync(path, 'forged\n');
    expect(record.unseal().tampering).toContain('was changed');
    expect(existsSync(path)).toBe(false);
  });

  test('tells the settings as they were when the agent was started', () => {
    const record = openSealedRecord(folder, kept);
    expect(record.unseal().settings).toBeUndefined();
    record.seal({ VERIFY: 'a' });
    expect(record.unseal().settings).toEqual({ VERIFY: 'a' });
    record.seal({ VERIFY: 'b' });
    expect(openSealedRecord(folder, kept).unseal().settings).toEqual({ VERIFY: 'b' });
    const nowhere = openSealedRecord(folder, join(path, 'no folder'));
    expect(nowhere.seal({ VERIFY: 'c' })).toContain('no copy');
    expect(nowhere.unseal()).toEqual({ settings: { VERIFY: 'c' } });
  });

  test('says that an agent works until it is broken, also where that line was cut', () => {
    const record = openSealedRecord(folder, kept);
    for (let turns = 0; turns < 3; turns += 1) {
      expect(isSealed(kept)).toBe(false);
      record.seal({});
      expect(isSealed(kept)).toBe(true);
      record.unseal();
    }
    const seal = join(kept, 'sealed.json');
    const text = readFileSync(seal, 'utf8');
    writeFileSync(seal, text.slice(0, -2));
    expect(isSealed(kept)).toBe(true);
  });

  test('tells that nothing will be compared where it has no place for its copy', () => {
    writeFileSync(kept, '');
    const record = openSealedRecord(folder, kept);
    expect(record.seal({})).toContain(`the history has no copy in ${kept} (`);
    writeFileSync(path, 'none\n');
    expect(record.unseal().tampering).toBeUndefined();
  });

  test('of another boot says nothing', () => {
    openSealedRecord(folder, kept).seal({});
    const seal = join(kept, 'sealed.json');
    const text = readFileSync(seal, 'utf8');
    writeFileSync(seal, text.replace(/"bootId":"[^"]*"/, '"bootId":"other"'));
    writeFileSync(path, 'two\n');
    expect(openSealedRecord(folder, kept).unseal().tampering).toBeUndefined();
  });
});
