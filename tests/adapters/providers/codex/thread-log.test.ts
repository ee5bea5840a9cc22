import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { threadUsage } from '../../../../src/adapters/machine/thread-usage.ts';
import { codexThreadLog } from '../../../../src/adapters/providers/codex/thread-log.ts';
import type { Usage } from '../../../../src/domain/provider/agent-event.ts';
import { temporaryFolder } from '../../../support/session.ts';

/** Killed during the tool of its second answer, on 2026-12-01 at 12:09 UTC (Codex 0.171.0). */
const FILE = join(import.meta.dirname, '../../../fixtures/threads/codex-killed.jsonl');
const KILLED = readFileSync(FILE, 'utf8');
const THREAD = '01a23182-f881-7ee1-bf6e-0738d249015b';
const TOTAL: Usage = { inputTokens: 200, cachedInputTokens: 0, outputTokens: 20 };

describe('the tokens of a thread', () => {
  test('include the answer whose tool had not ended', () => {
    expect(codexThreadLog.usage(KILLED)).toEqual(TOTAL);
  });

  test('are the last total where there are no records of answers', () => {
    const older = KILLED.split('\n').filter((line) => !line.includes('token_usage_record'));
    expect(codexThreadLog.usage(older.join('\n'))).toEqual({
      ...{ inputTokens: 100, cachedInputTokens: 0, outputTokens: 10 },
    });
  });

  test('are read from the end of a log, and past a line that was cut', () => {
    const last = KILLED.trimEnd().split('\n').at(-1) ?? '';
    expect(codexThreadLog.usage(`ens":1}}\n${last}\n${last.slice(0, 90)}`)).toEqual(TOTAL);
  });

  test.each(['', '{"type":"session_meta","payload":{}}', '{"payload":{"info":null},"x":"token_"}'])(
    'are unknown after %j',
    (lines) => {
      expect(codexThreadLog.usage(lines)).toBeUndefined();
    },
  );
});

describe('the log of a thread', () => {
  // The local day: west of Greenwich, there, and east of it.
  test.each(['11/30', '12/01', '12/02'])('is found in the folder of 2026/%s', (day) => {
    const folder = temporaryFolder();
    const at = join(folder, 'sessions/2026', day);
    mkdirSync(at, { recursive: true });
    cpSync(FILE, join(at, `rollout-2026-12-01T12-09-56-${THREAD}.jsonl`));
    expect(threadUsage(codexThreadLog, folder, THREAD)).toEqual(TOTAL);
    const other = THREAD.replace('015b', '015c');
    expect(threadUsage(codexThreadLog, folder, other)).toBeUndefined();
  });

  test.each(['t-1', '', '../../x', '01a23182-f881-4ee1-bf6e-0738d249015b', `${THREAD}/..`])(
    'is looked for nowhere for %j',
    (thread) => {
      expect(codexThreadLog.place(thread)).toBeUndefined();
    },
  );

  test('is missing without the folder, and for a CLI that has none', () => {
    expect(threadUsage(codexThreadLog, join(temporaryFolder(), 'gone'), THREAD)).toBeUndefined();
    expect(threadUsage(undefined, temporaryFolder(), THREAD)).toBeUndefined();
  });
});
