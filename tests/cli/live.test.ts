import { describe, expect, it } from 'vitest';
import { liveLine } from '../../src/cli/render/live/live.ts';
import type { RunEvent } from '../../src/domain/run/event.ts';
import { type Live, liveAfter, NOTHING_LIVE } from '../../src/domain/run/live.ts';
import { cellWidth } from '../../src/domain/text/cells.ts';

const MIDNIGHT = new Date(2026, 10, 22).getTime();
const at = (seconds: number) => ({
  monotonicMs: 5000 + seconds * 1000,
  epochMs: MIDNIGHT + seconds * 1000,
});

const RUN: RunEvent = {
  kind: 'run-started',
  run: 'r',
  session: 'login',
  path: '/s',
  provider: 'claude',
  phase: 'implementation',
  configPath: '/c',
};
const ATTEMPT: RunEvent = {
  kind: 'attempt-started',
  phase: 'implementation',
  iteration: 12,
  attempt: 1,
  cwd: '/w',
  log: 'l',
  model: undefined,
  effort: undefined,
  isOfPhase: false,
  timeoutMs: 1_800_000,
};
const TOOL: RunEvent = { kind: 'activity', text: 'Bash: npm test -- --reporter dot' };
const ENDED: RunEvent = {
  kind: 'attempt-ended',
  phase: 'implementation',
  iteration: 12,
  attempt: 1,
  outcome: 'overload',
  reason: '529',
  durationMs: 1,
  cost: {
    costUsd: 1.239,
    usage: { inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 234_000 },
  },
  swept: 0,
  log: 'l',
};
const waitingFor = (wait: 'qa_answers' | 'plan_approval'): RunEvent => ({
  kind: 'ended',
  ending: { kind: 'waiting', for: wait, reason: 'asked', baseline: undefined },
  resident: true,
});

/** Told one second after the other, from second 0 on. */
function after(...events: readonly RunEvent[]): Live {
  return events.reduce((live, event, n) => liveAfter(live, event, at(n)), NOTHING_LIVE);
}

const lineAt = (live: Live, seconds: number, cells: number): string =>
  liveLine(live, at(seconds), { cells }).text;

describe('the status line says', () => {
  it('nothing before the run has begun and after it has ended', () => {
    expect(lineAt(NOTHING_LIVE, 0, 80)).toBe('');
    const over: RunEvent = { kind: 'ended', ending: { kind: 'once' }, resident: false };
    expect(lineAt(after(RUN, ATTEMPT, over), 9, 80)).toBe('');
  });

  it('phase, iteration, time against the limit, what the agent does, cost and tokens', () => {
    const live = after(RUN, ATTEMPT, ENDED, ATTEMPT, TOOL);
    expect(lineAt(live, 246, 120)).toBe(
      'implementation 12 · 4:03/30:00 · Bash: npm test -- --reporter dot · $1.24 · 1.2M tokens',
    );
  });

  it('between two iterations only the phase that comes next', () => {
    const decided: RunEvent = {
      kind: 'decided',
      iteration: 12,
      from: 'implementation',
      to: 'testing',
      decision: 'ready',
      summary: undefined,
      reason: undefined,
    };
    expect(lineAt(after(RUN, ATTEMPT, decided), 3, 80)).toBe('testing · looking what comes next');
  });

  it('which attempt it is, from the second on', () => {
    const live = after(RUN, { ...ATTEMPT, attempt: 2 }, TOOL);
    expect(lineAt(live, 2, 80)).toContain('attempt 2: Bash');
  });

  it('that more was spent than is known', () => {
    const untold: RunEvent = { ...ENDED, cost: { costUsd: undefined, usage: undefined } };
    expect(lineAt(after(RUN, ATTEMPT, ENDED, untold), 2, 80)).toContain('$1.24+ · 1.2M tokens');
    expect(lineAt(after(RUN, ATTEMPT, untold), 2, 80)).not.toContain('$');
  });

  it('how long nothing was heard, until something is', () => {
    const quiet = (state: 'busy' | 'silent' | 'hung', silentMs: number): RunEvent => ({
      kind: 'quiet',
      state,
      silentMs,
      text: '',
    });
    const busy = after(RUN, ATTEMPT, TOOL, quiet('busy', 60_000));
    expect(lineAt(busy, 13, 80)).toContain('busy, no event for 1:10: Bash');
    const silent = liveAfter(busy, quiet('silent', 300_000), at(20));
    expect(lineAt(silent, 20, 80)).toContain('silent for 5:00: Bash');
    expect(liveLine(silent, at(20), { cells: 80 }).isWarning).toBe(false);
    const hung = liveAfter(silent, quiet('hung', 960_000), at(20));
    expect(liveLine(hung, at(20), { cells: 80 })).toMatchObject({ isWarning: true });
    expect(lineAt(hung, 20, 80)).toContain('seems hung, nothing for 16:00');
    expect(lineAt(liveAfter(hung, TOOL, at(21)), 21, 80)).toContain('Bash: npm');
    expect(lineAt(liveAfter(hung, TOOL, at(21)), 21, 80)).not.toContain('hung');
    expect(lineAt(liveAfter(hung, quiet('busy', 0), at(21)), 21, 80)).not.toContain('hung');
  });

  it('when the next attempt comes, counting down', () => {
    const live = after(RUN, ATTEMPT, ENDED, { kind: 'retrying', afterMs: 20_000, reason: '529' });
    expect(lineAt(live, 11, 60)).toBe('implementation 12 · next attempt in 0:12 · 529 · $1.24');
    expect(lineAt(live, 40, 60)).toContain('next attempt in 0:00');
  });

  it('when a limit ends, by the wall clock, with the date when that is far', () => {
    const limit = (hours: number): RunEvent => ({
      kind: 'limit',
      until: MIDNIGHT + hours * 3_600_000,
      reason: 'usage limit',
    });
    expect(lineAt(after(RUN, ATTEMPT, limit(3)), 60, 80)).toBe(
      'implementation 12 · goes on in 2:59:00, at 03:00 · usage limit',
    );
    expect(lineAt(after(RUN, ATTEMPT, limit(40)), 60, 80)).toContain('in 39:59:00, at 11-23 16:00');
    // A machine that slept: the monotonic clock stood still.
    const slept = { monotonicMs: 5000, epochMs: MIDNIGHT + 7_200_000 };
    expect(liveLine(after(RUN, ATTEMPT, limit(3)), slept, { cells: 80 }).text).toContain(
      'in 1:00:00',
    );
  });

  it('the session in the command that helps, and no command where that has no place', () => {
    const at80 = (cells: number, ending: RunEvent): string =>
      liveLine(after(RUN, ATTEMPT, ending), at(62), {
        cells,
        place: { config: '/p/.samocode', session: 'login' },
      }).text;
    const command = 'samocode answer --config /p/.samocode --session login';
    const asked = waitingFor('qa_answers');
    expect(at80(120, asked)).toContain(`waits for your answers: ${command}`);
    expect(at80(90, asked)).toContain(`needs ${command}`);
    expect(at80(60, asked)).toMatch(/waits for your answers$/);
    const blocked: RunEvent = {
      kind: 'ended',
      ending: {
        kind: 'blocked',
        reason: 'x',
        needs: 'human_decision',
        gate: undefined,
        baseline: undefined,
      },
      resident: true,
    };
    expect(at80(120, blocked)).toContain('samocode resume --config /p/.samocode --session login');
  });

  it('what is proved, what a resident run waits for, and that it is ending', () => {
    const proving: RunEvent = { kind: 'proving', command: 'npm test', timeoutMs: 900_000 };
    expect(lineAt(after(RUN, ATTEMPT, ENDED, proving), 6, 100)).toBe(
      'implementation 12 · 0:03/15:00 · running VERIFY: npm test · $1.24 · 1.2M tokens',
    );
    const gate = after(RUN, ATTEMPT, waitingFor('qa_answers'));
    expect(lineAt(gate, 62, 80)).toBe(
      'implementation 12 · 1:00 · waits for your answers: samocode answer',
    );
    // Told again, it is still the same wait.
    expect(lineAt(liveAfter(gate, waitingFor('qa_answers'), at(60)), 62, 80)).toContain(' 1:00 ');
    const stopping: RunEvent = { kind: 'stopping', signal: 'SIGINT' };
    expect(lineAt(after(RUN, ATTEMPT, TOOL, stopping), 3, 80)).toContain('ending the run');
  });

  it('nothing that a terminal would obey', () => {
    const evil: RunEvent = { kind: 'activity', text: 'a\u001B[2Jb\r\nc\u202Ed\u0007' };
    expect(lineAt(after(RUN, ATTEMPT, evil), 2, 80)).toMatch(/· ab cd$/);
  });
});

describe('whatever the width', () => {
  const LIVES: Readonly<Record<string, Live>> = {
    working: after(RUN, ATTEMPT, ENDED, ATTEMPT, TOOL),
    wide: after(RUN, ATTEMPT, { kind: 'activity', text: '日本語のテキスト🚀'.repeat(9) }),
    begun: after(RUN),
    quiet: after(RUN, ATTEMPT, TOOL, { kind: 'quiet', state: 'hung', silentMs: 1e6, text: '' }),
    retrying: after(RUN, ATTEMPT, ENDED, { kind: 'retrying', afterMs: 1e5, reason: 'over loaded' }),
    asleep: after(RUN, ATTEMPT, { kind: 'limit', until: MIDNIGHT + 1e7, reason: 'usage limit' }),
    proving: after(RUN, ATTEMPT, { kind: 'proving', command: 'npm test', timeoutMs: 9e5 }),
    waiting: after(RUN, ATTEMPT, ENDED, waitingFor('plan_approval')),
  };

  it.each(Object.entries(LIVES))('the line fits: %s', (_, live) => {
    for (let cells = 0; cells <= 200; cells += 1) {
      expect(cellWidth(lineAt(live, 9999, cells))).toBeLessThanOrEqual(cells);
    }
  });

  it('the tokens go before the cost', () => {
    for (const live of Object.values(LIVES)) {
      for (let cells = 0; cells <= 200; cells += 1) {
        const line = lineAt(live, 9999, cells);
        if (line.includes('tokens')) expect(line).toContain('$1.24');
      }
    }
  });

  it.each([
    [20, 'implementation 12'],
    [30, 'implementation 12 · 4:03/30:00'],
    [39, 'implementation 12 · 4:03 · Bash: npm t…'],
    [60, 'implementation 12 · 4:03/30:00 · Bash: npm test -- --report…'],
    [70, 'implementation 12 · 4:03/30:00 · Bash: npm test -- --reporter… · $1.24'],
    [79, 'implementation 12 · 4:03/30:00 · Bash: npm test -- --rep… · $1.24 · 1.2M tokens'],
  ])('of %i cells: %s', (cells, line) => {
    expect(lineAt(after(RUN, ATTEMPT, ENDED, ATTEMPT, TOOL), 246, cells)).toBe(line);
  });

  it.each([
    ['asleep', 20, 'goes on in 2:45:57'],
    ['asleep', 12, 'in 2:45:57'],
    ['asleep', 39, 'implementation 12 · goes on in 2:45:57'],
    ['waiting', 39, 'implementation 12 · waits for your app…'],
    ['waiting', 60, 'implementation 12 · 0:40 · needs samocode approve · $1.24'],
  ])('of a wait the end matters most: %s in %i', (name, cells, line) => {
    expect(lineAt(LIVES[name] ?? NOTHING_LIVE, 43, cells)).toBe(line);
  });
});
