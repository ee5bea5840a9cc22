import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/adapters/providers/codex/codex.ts';
import { resume } from '../../../src/app/people/resume.ts';
import { sessionStatus } from '../../../src/app/reading/status.ts';
import type { AskUsage } from '../../../src/domain/quota/usage-query.ts';
import type { WindowUse } from '../../../src/domain/quota/window-use.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  GOOD_RESULT,
  limitBookOf,
  type Machine,
  newMachine,
  openRun,
  type RunSetup,
  signals,
} from '../../support/session-run.ts';

const HOUR = 3_600_000;
const KEEP = { keepFiveHours: 20 };

function scene() {
  const [session, machine] = [openSession(), newMachine()];
  session.write('_overview.md', overviewText('implementation'));
  const run = (agents: readonly Agent[], setup: Partial<RunSetup> = {}) =>
    openRun(session, { machine, agents: [...agents], config: KEEP, ...setup });
  return { session, machine, run, resetMs: machine.nowMs + HOUR };
}

/** An attempt in which Claude tells how much is used, and which ends as told. */
const uses =
  (machine: Machine, used: number, ...end: readonly string[]): Agent =>
  (session) => {
    if (end.length === 0) session.write('_signal.json', '{"status":"continue"}');
    const info = { status: 'allowed', rateLimitType: 'five_hour', utilization: used };
    const resetsAt = (machine.nowMs + HOUR) / 1000;
    const told = JSON.stringify({
      type: 'rate_limit_event',
      rate_limit_info: { ...info, resetsAt },
    });
    return {
      exitCode: end.length === 0 ? 0 : 1,
      stdout: [told, ...(end.length === 0 ? [GOOD_RESULT] : end)],
    };
  };

const OVERLOADED =
  '{"type":"result","subtype":"success","is_error":true,"api_error_status":529,"result":"overloaded"}';
const done = signals({ status: 'blocked', reason: 'enough' });

function resumed(session: TestSession): void {
  const writer = {
    store: session.reopen(),
    run: 'p',
    now: () => new Date(),
    warn: () => undefined,
  };
  resume(writer, { by: 'me' }, undefined);
}

describe('the quota guard of a run', () => {
  test('sleeps before the next iteration until the reset, tells why once, and goes on', async () => {
    const { session, machine, run, resetMs } = scene();
    const starts: number[] = [];
    const seen: unknown[] = [];
    const last: Agent = (...args) => {
      starts.push(machine.nowMs);
      return done(...args);
    };
    const guarded = run([uses(machine, 0.81), last]);
    const { clock } = guarded.loop;
    const sleep = clock.sleep.bind(clock);
    Object.assign(clock, {
      sleep: (ms: number) => {
        const holder = () => guarded.leases.holder();
        const closure = (now: number) => guarded.loop.books.limits.closure(now);
        const of = { store: session.reopen(), holder, session: 'demo', closure };
        seen.push(sessionStatus({ ...of, now: machine.nowMs }).reason);
        return sleep(ms);
      },
    });
    expect(await guarded.go()).toMatchObject({ kind: 'blocked' });
    expect(starts[0]).toBeGreaterThanOrEqual(resetMs);
    expect(starts[0]).toBeLessThan(resetMs + 12_000);
    expect(guarded.notices.filter(({ kind }) => kind === 'parked')).toHaveLength(1);
    expect(guarded.notices[0]?.text).toContain('5-hour window is 81% used');
    expect(seen[0]).toContain('5-hour window is 81% used');
  });

  test('parks beyond --max-wait, and later runs start nothing and write no row', async () => {
    const { session, machine, run, resetMs } = scene();
    const options = { maxWaitMs: 0, attended: false };
    const first = await run([uses(machine, 0.81)], { options }).go();
    expect(first).toMatchObject({ kind: 'parked', account: expect.any(String) as string });
    expect(first.kind === 'parked' && first.resumeAt).toBeGreaterThanOrEqual(resetMs);
    const rows = session.rows().length;
    expect(await run([], { options }).go()).toMatchObject({ kind: 'parked' });
    expect(session.rows()).toHaveLength(rows);
    // Without the guard nothing holds the session.
    expect(await run([done], { options, config: {} }).go()).toMatchObject({ kind: 'blocked' });
  });

  test('spreads the start of its session and those of other sessions after the reset', async () => {
    const { session, machine, run, resetMs } = scene();
    await run([uses(machine, 0.81)], { options: { maxWaitMs: 0 } }).go();
    const other = limitBookOf({ ...session, path: '/other' }, machine, 2000);
    const later = resetMs + 1000;
    expect(other.turn(later, 15_000)).toBeUndefined();
    other.started(later);
    const mine = limitBookOf(session, machine, 2001);
    expect(mine.turn(later + 1000, 15_000)).toBe(later + 15_000);
  });

  test('does not come between the attempts of an iteration', async () => {
    const { machine, run } = scene();
    const options = { maxWaitMs: 0 };
    const guarded = run([uses(machine, 0.81, OVERLOADED), uses(machine, 0.82)], { options });
    expect(await guarded.go()).toMatchObject({ kind: 'parked' });
    expect(guarded.spawns).toHaveLength(2);
  });

  test.each([
    ['resume', {}],
    ['force', { force: true }],
  ])('lets one attempt start after a %s, whatever its failure', async (kind, forced) => {
    const { session, machine, run } = scene();
    const options = { maxWaitMs: 0, attended: false };
    await run([uses(machine, 0.81)], { options }).go();
    if (kind === 'resume') resumed(session);
    const next = run([uses(machine, 0.85, OVERLOADED)], { options: { ...options, ...forced } });
    const ending = await next.go();
    expect(ending).toMatchObject({ kind: 'parked' });
    expect('reason' in ending && ending.reason).toContain('overloaded');
    expect(next.spawns).toHaveLength(1);
    expect(await run([], { options }).go()).toMatchObject({ kind: 'parked' });
  });

  test('wakes a run when another session of the account tells a number under the mark', async () => {
    const { session, machine, run, resetMs } = scene();
    const other = limitBookOf(session, machine, 2000);
    const guarded = run([uses(machine, 0.81), done]);
    const { clock } = guarded.loop;
    const sleep = clock.sleep.bind(clock);
    Object.assign(clock, {
      sleep: (ms: number) => {
        const use = { minutes: 300, used: 5, isWarned: false, until: resetMs };
        other.noteUses([use], machine.nowMs + 1);
        return sleep(ms);
      },
    });
    expect(await guarded.go()).toMatchObject({ kind: 'blocked' });
    expect(machine.nowMs).toBeLessThan(resetMs);
  });
});

describe('a CLI that can be asked', () => {
  const five = (used: number, until: number): WindowUse => ({
    ...{ minutes: 300, used, isWarned: false, until },
  });

  test('is asked before an iteration, once a minute, and its number decides', async () => {
    const { machine, run, resetMs } = scene();
    let asks = 0;
    const askUsage: AskUsage = () => {
      asks += 1;
      return Promise.resolve({ windows: [five(asks === 1 ? 79 : 81, resetMs)] });
    };
    const slow: Agent = (...args) => {
      machine.nowMs += 61_000;
      return signals({ status: 'continue' })(...args);
    };
    const step = signals({ status: 'continue' });
    const guarded = run([step, slow], { askUsage, options: { maxWaitMs: 0 } });
    const ending = await guarded.go();
    expect(ending).toMatchObject({ kind: 'parked' });
    expect('reason' in ending && ending.reason).toContain('81% used');
    expect(asks).toBe(2);
    expect(guarded.spawns).toHaveLength(2);
  });

  test('is not asked without a guard', async () => {
    const { run } = scene();
    const askUsage: AskUsage = () => Promise.reject(new Error('asked'));
    expect(await run([done], { askUsage, config: {} }).go()).toMatchObject({ kind: 'blocked' });
  });

  test('lets the run go on where it does not tell, with one warning', async () => {
    const { run } = scene();
    const askUsage: AskUsage = () => Promise.resolve({ why: 'no answer within 5 s' });
    const guarded = run([signals({ status: 'continue' }), done], { askUsage });
    expect(await guarded.go()).toMatchObject({ kind: 'blocked' });
    const warnings = guarded.events.filter(({ kind }) => kind === 'warning');
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).toContain('no answer within 5 s');
  });

  const LIMIT =
    '{"type":"turn.failed","error":{"message":"You’ve hit your usage limit. Try again in 1 minute."}}';
  const meets: Agent = () => ({ exitCode: 1, stdout: [LIMIT] });

  test.each([
    ['its reset', (now: number) => [five(100, now + HOUR)], HOUR],
    [
      'the reset of the last full window',
      (now: number) => [five(100, now + HOUR), { ...five(100, now + 50 * HOUR), minutes: 10_080 }],
      50 * HOUR,
    ],
    ['no full window', (now: number) => [five(99, now + HOUR)], 60_000],
    ['a reset in ten years', (now: number) => [five(100, now + 87_600 * HOUR)], 60_000],
    ['a reset that is past', (now: number) => [five(100, now - HOUR)], 60_000],
  ])('at a limit tells %s', async (_what, windowsAt, waitMs) => {
    const { machine, run } = scene();
    const startMs = machine.nowMs;
    const askUsage: AskUsage = () => Promise.resolve({ windows: windowsAt(machine.nowMs) });
    const options = { maxWaitMs: 0 };
    const ending = await run([meets], { askUsage, options, config: {}, provider: codex }).go();
    expect(ending).toMatchObject({ kind: 'parked' });
    const resumeAt = ending.kind === 'parked' ? ending.resumeAt : 0;
    expect(resumeAt - startMs).toBeGreaterThanOrEqual(waitMs);
    expect(resumeAt - startMs).toBeLessThan(waitMs + 62_000);
  });

  test('is not asked at a limit by a run that is to end', async () => {
    const { run } = scene();
    const stop = new AbortController();
    const askUsage: AskUsage = () => Promise.reject(new Error('asked'));
    const stopped: Agent = (...args) => {
      stop.abort();
      return meets(...args);
    };
    const ending = await run([stopped], { askUsage, config: {}, provider: codex, stop }).go();
    expect(ending.kind).toMatch(/signalled|parked/);
  });
});
