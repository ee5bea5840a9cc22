import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { otherAgents } from '../../../../src/adapters/session/logs/other-agents.ts';
import { logStem } from '../../../../src/domain/session/naming/names.ts';

const MINUTE = 60_000;
/** The begin and the last line of the other agent. */
const BEGUN = Date.now() - 60 * MINUTE;
const ENDED = BEGUN + 30 * MINUTE;
const WITHIN = BEGUN + 5 * MINUTE;

const stem = (at: number): string => logStem(new Date(at), 4, 'implementation', 1);
const LOG = stem(BEGUN);
const MARK = {
  ...{ run: 'r', iteration: 4, attempt: 1, phase: 'implementation', log: `${LOG}.jsonl` },
  ...{ staleSignal: null, startedAt: '2026-11-30 07:01:00' },
};
const STATE = { v: 1, mark: null, settledRows: null, lost: 0, told: null };

describe('agents of other sessions', () => {
  let sessions: string;
  let other: string;
  let own: string;

  /** A file of the other session that was written at a time. */
  const write = (name: string, at: number, text = 'x'): void => {
    const path = join(other, name);
    writeFileSync(path, text);
    utimesSync(path, at / 1000, at / 1000);
  };
  const state = (fields: object): void => {
    write('.run/state.json', Date.now(), JSON.stringify({ ...STATE, ...fields }));
  };

  beforeEach(() => {
    sessions = mkdtempSync(join(tmpdir(), 'samocode-others-'));
    [other, own] = [join(sessions, 'a'), join(sessions, 'it')];
    mkdirSync(own);
    mkdirSync(join(other, '_logs'), { recursive: true });
    mkdirSync(join(other, '.run'));
  });
  afterEach(() => {
    rmSync(sessions, { recursive: true });
  });

  const work = (log = LOG, begun = BEGUN, ended = ENDED): void => {
    write(`_logs/${log}.prompt.md`, begun);
    write(`_logs/${log}.jsonl`, ended);
  };

  it('were at work from their prompt to their last line', () => {
    work();
    expect(otherAgents(own, WITHIN)).toEqual(['a']);
    expect(otherAgents(own, BEGUN - 2 * MINUTE)).toEqual([]);
    expect(otherAgents(own, ENDED + MINUTE)).toEqual([]);
  });

  it('are compared with the time of a file that no program can set', () => {
    work(LOG, BEGUN, Date.now() + MINUTE);
    const file = join(own, '_qa.md');
    writeFileSync(file, 'x');
    utimesSync(file, 1, 1);
    expect(otherAgents(own, '_qa.md')).toEqual(['a']);
  });

  it('do not hide their begin by a prompt that they change', () => {
    work(LOG, Date.now() + MINUTE);
    expect(otherAgents(own, WITHIN)).toEqual(['a']);
  });

  it('are known by the time of a prompt that was compressed', () => {
    const later = stem(BEGUN + 20 * MINUTE);
    write(`_logs/${later}.prompt.md.gz`, BEGUN);
    write(`_logs/${later}.jsonl.gz`, ENDED);
    expect(otherAgents(own, WITHIN)).toEqual(['a']);
  });

  it('are at work while they say nothing, as long as their run beats', () => {
    work();
    const now = Date.now();
    expect(otherAgents(own, now)).toEqual([]);
    state({ mark: MARK });
    expect(otherAgents(own, now)).toEqual([]);
    write('.run/heartbeat', now);
    expect(otherAgents(own, now)).toEqual(['a']);
    state({});
    expect(otherAgents(own, now)).toEqual([]);
  });

  it('are none where they worked in a sandbox', () => {
    work();
    state({ confinedSince: BEGUN });
    expect(otherAgents(own, WITHIN)).toEqual([]);
    state({ confinedSince: BEGUN + 2 });
    expect(otherAgents(own, WITHIN)).toEqual(['a']);
  });

  it('are none where the file is gone, and never the own one', () => {
    work();
    expect(otherAgents(own, '_qa.md')).toEqual([]);
    expect(otherAgents(other, WITHIN)).toEqual([]);
  });
});
