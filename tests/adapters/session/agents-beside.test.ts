import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentsBeside } from '../../../src/adapters/session/agents-beside.ts';

const LOG = '11-30-0701-004-implementation';
const MARK = {
  ...{ run: 'r', iteration: 4, attempt: 1, phase: 'implementation', log: `${LOG}.jsonl` },
  ...{ staleSignal: null, startedAt: '2026-11-30 07:01:00' },
};
const STATE = { v: 1, mark: MARK, settledRows: null, lost: 0, told: null };

describe('agents of other sessions', () => {
  let sessions: string;
  let other: string;
  let own: string;

  beforeEach(() => {
    sessions = mkdtempSync(join(tmpdir(), 'samocode-beside-'));
    [other, own] = [join(sessions, 'a'), join(sessions, 'it')];
    mkdirSync(own);
    mkdirSync(join(other, '_logs'), { recursive: true });
    mkdirSync(join(other, '.run'));
    writeFileSync(join(other, '_logs', `${LOG}.prompt.md`), 'x');
    writeFileSync(join(other, '_logs', `${LOG}.jsonl`), '{}\n');
  });
  afterEach(() => {
    rmSync(sessions, { recursive: true });
  });

  /** The agent's last line was an hour ago. */
  const silent = (): void => {
    const before = Date.now() / 1000 - 3600;
    utimesSync(join(other, '_logs', `${LOG}.jsonl`), before, before);
  };

  it('were at work from their prompt to their last line', () => {
    writeFileSync(join(own, '_qa.md'), 'x');
    expect(agentsBeside(own, '_qa.md')).toEqual(['a']);
    expect(agentsBeside(own, Date.now() - 60_000)).toEqual([]);
    expect(agentsBeside(own, Date.now() + 60_000)).toEqual([]);
  });

  it('are at work while they say nothing, as long as their run beats', () => {
    silent();
    expect(agentsBeside(own, Date.now())).toEqual([]);
    writeFileSync(join(other, '.run', 'state.json'), JSON.stringify(STATE));
    expect(agentsBeside(own, Date.now())).toEqual([]);
    writeFileSync(join(other, '.run', 'heartbeat'), '');
    expect(agentsBeside(own, Date.now())).toEqual(['a']);
  });

  it('are none where the file is gone, and never the own one', () => {
    expect(agentsBeside(own, '_qa.md')).toEqual([]);
    expect(agentsBeside(other, Date.now())).toEqual([]);
  });
});
