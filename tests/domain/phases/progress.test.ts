import { describe, expect, it, test } from 'vitest';
import type { Phase } from '../../../src/domain/phases/phase.ts';
import {
  type Content,
  type Evidence,
  FRESH_WATCH,
  needsContent,
  progressOf,
  type Watch,
  watchOn,
} from '../../../src/domain/phases/progress.ts';
import { afterProgress, stuckReason } from '../../../src/domain/phases/stuck.ts';
import { CASES } from './decision-cases.ts';

/** One iteration as it is played here: where it ends, and what it leaves. */
interface Play {
  readonly phase?: 'implementation' | 'testing' | 'quality';
  /** The commit that HEAD is at afterwards; null: files do not say. */
  readonly head?: string | null;
  readonly tree?: string;
  readonly artefact?: true;
  /** What differs from HEAD; undefined: it cannot be looked at. */
  readonly content?: string | undefined;
  /** In which iteration (from 1) that was changed last; 0: before the first. */
  readonly changedIn?: number;
}

interface Played {
  readonly signs: readonly string[];
  /** The first iteration (from 1) that is stuck. */
  readonly stuckAt: number | undefined;
  readonly reason: string | undefined;
  readonly looks: number;
}

/** Folds iterations as the loop and the ledger do; one begins every thousand milliseconds. */
function play(plays: readonly Play[], limit = 3): Played {
  let watch: Watch = FRESH_WATCH;
  let [phase, head, looks]: [Phase, string | null, number] = ['testing', 'h', 0];
  const signs: string[] = [];
  if (plays[0]?.head === null) head = null;
  for (const [index, one] of plays.entries()) {
    const to: Phase = one.phase ?? phase;
    const now = one.head === undefined ? head : one.head;
    const evidence: Evidence = {
      from: phase,
      to,
      before: { commit: head, artefacts: 'a', since: 1000 * (index + 1) },
      after: {
        head: { commit: now, tree: one.tree ?? null },
        artefacts: one.artefact === true ? 'b' : 'a',
      },
    };
    const isLook = needsContent(watch, evidence);
    if (isLook) looks += 1;
    const progress = progressOf(watch, evidence, isLook ? contentOf(one) : undefined);
    signs.push(progress.sign);
    watch = watchOn(watch, to, progress);
    const reason = stuckReason(watch, limit);
    if (reason !== undefined) return { signs, stuckAt: index + 1, reason, looks };
    [phase, head] = [to, now];
  }
  return { signs, stuckAt: undefined, reason: undefined, looks };
}

function contentOf(one: Play): Content | undefined {
  if ('content' in one && one.content === undefined) return undefined;
  const changed = 1000 * (one.changedIn ?? 0) + 500;
  return { hash: one.content ?? 'clean', changed, head: one.head ?? 'h' };
}

const nothing: Play = {};
const times = <T>(count: number, one: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => one(index + 1));

describe('iterations that change nothing', () => {
  test('are stuck at the third in a row, and at the first where the limit is one', () => {
    expect(play(times(9, () => nothing))).toMatchObject({
      stuckAt: 3,
      signs: ['none', 'none', 'none'],
    });
    expect(play([nothing], 1).reason).toMatch(/^stuck: 1 iteration changed nothing/);
  });

  test('are never stuck where the limit is 0, whatever swings', () => {
    const swing = times(20, (n) => ({ head: n % 2 === 0 ? 'a' : 'b' }));
    expect(play([...times(20, () => nothing), ...swing], 0).stuckAt).toBeUndefined();
  });

  it.each([
    ['commit', { head: 'other' }],
    ['phase', { phase: 'quality' }],
    ['artefact', { artefact: true }],
    ['content', { content: 'x', changedIn: 3 }],
    ['unknown', { content: undefined }],
  ] as const)('begin to be counted anew after a %s', (sign, one) => {
    const rest = 'content' in one && one.content !== undefined ? one : nothing;
    const played = play([nothing, nothing, one, rest, rest, rest]);
    expect(played.signs[2]).toBe(sign);
    expect(played.stuckAt).toBe(6);
  });

  test('work that lay there uncommitted before the first of them is none', () => {
    const dirty = { content: 'left by somebody', changedIn: 0 };
    expect(play([dirty, dirty, dirty]).stuckAt).toBe(3);
  });

  test('the same content written again is none once it is known', () => {
    const played = play(times(4, (n) => ({ content: 'x', changedIn: n })));
    expect(played.signs).toEqual(['content', 'none', 'none', 'none']);
  });
});

describe('progress', () => {
  test('a hundred iterations with a commit each go on, and the content is never looked at', () => {
    const played = play(times(100, (n) => ({ head: `c${n}`, tree: `t${n}` })));
    expect(played).toMatchObject({ stuckAt: undefined, looks: 0 });
  });

  test('so do a hundred with a file of the session each, or an empty commit each', () => {
    expect(play(times(100, () => ({ artefact: true })))).toMatchObject({ looks: 0 });
    const empty = play(times(100, (n) => ({ head: `c${n}`, tree: 'same' })));
    expect(empty).toMatchObject({ stuckAt: undefined, looks: 0 });
  });

  test('so do a hundred with another file in the work tree each', () => {
    const played = play(times(100, (n) => ({ content: `x${n}`, changedIn: n })));
    expect(played.stuckAt).toBeUndefined();
  });

  test('what cannot be looked at never blocks', () => {
    expect(play(times(20, () => ({ content: undefined }))).stuckAt).toBeUndefined();
  });

  test('where files do not say what HEAD is, the look does', () => {
    const commits = times(9, (n) => ({ head: null, content: `c${n}` }));
    expect(play(commits).stuckAt).toBeUndefined();
    const none = times(9, () => ({ head: null, content: 'clean' }));
    expect(play(none)).toMatchObject({ stuckAt: 4, signs: ['unknown', 'none', 'none', 'none'] });
  });
});

describe('work that swings (A, B, A, B)', () => {
  test('content of the same phase and commit is stuck at its fourth', () => {
    const swing = times(9, (n) => ({ content: n % 2 === 0 ? 'b' : 'a', changedIn: n }));
    expect(play(swing)).toMatchObject({ stuckAt: 4 });
    expect(play(swing).reason).toContain('swings');
  });

  test('so are commits that go back and forth, and commits of the same two trees', () => {
    expect(play(times(9, (n) => ({ head: n % 2 === 0 ? 'b' : 'a' }))).stuckAt).toBe(4);
    const reverts = times(9, (n) => ({ head: `c${n}`, tree: n % 2 === 0 ? 'b' : 'a' }));
    expect(play(reverts).stuckAt).toBe(4);
    const resets = times(9, (n) => ({ head: n % 2 === 0 ? 'b' : 'a', tree: 'same' }));
    expect(play(resets).stuckAt).toBe(4);
  });

  test('so are testing and quality that send each other the same content', () => {
    const ball = times(9, (n) => ({ phase: n % 2 === 0 ? 'testing' : 'quality' }) as const);
    expect(play(ball).stuckAt).toBe(4);
    const reports = ball.map((one) => ({ ...one, artefact: true }) as const);
    expect(play(reports).stuckAt).toBe(4);
  });

  test('but not where the content changed on the way, committed or not', () => {
    const phases = times(40, (n) => ({ phase: n % 2 === 0 ? 'testing' : 'quality' }) as const);
    const edits = phases.map((one, n) => ({ ...one, content: `x${n}`, changedIn: n + 1 }));
    expect(play(edits).stuckAt).toBeUndefined();
    const commits = phases.map((one, n) => ({ ...one, head: `c${Math.floor(n / 2)}` }));
    expect(play(commits).stuckAt).toBeUndefined();
  });

  test('empty commits are none, also when a look finds that they hold the same', () => {
    const empty = times(4, (n) => ({ head: `c${n}`, tree: 'same' }));
    const played = play([...empty, { tree: 'same' }, { head: 'd', tree: 'same' }]);
    expect(played).toMatchObject({ stuckAt: undefined, looks: 1 });
  });

  test('three states in turn are no swing, nor is one that comes back once', () => {
    const three = times(30, (n) => ({ content: `x${n % 3}`, changedIn: n }));
    expect(play(three).stuckAt).toBeUndefined();
    expect(play(times(3, (n) => ({ head: n % 2 === 0 ? 'b' : 'a' }))).stuckAt).toBeUndefined();
  });

  test('states that nobody could look at are not taken for the same', () => {
    const blind = times(9, (n) => ({ head: n % 2 === 0 ? 'b' : 'a', content: undefined }));
    expect(play(blind).stuckAt).toBeUndefined();
  });

  test('an artefact each time in one phase is no swing, also when a look finds nothing in between', () => {
    const reads = times(12, (n) => (n % 4 === 0 ? nothing : ({ artefact: true } as const)));
    expect(play(reads).stuckAt).toBeUndefined();
  });
});

test('what is remembered does not grow', () => {
  let watch = FRESH_WATCH;
  for (let n = 1; n <= 100; n += 1) {
    const at = { head: `c${n}`, tree: null, content: null, changed: null, since: n };
    watch = watchOn(watch, 'testing', { sign: 'commit', ...at });
  }
  expect(watch.recent).toHaveLength(4);
  expect(watchOn(watch, 'testing', undefined)).toEqual(FRESH_WATCH);
});

test('being stuck ends what would go on, in its phase, and changes no other decision', () => {
  const wrong = CASES.filter(({ decision, position: { phase } }) => {
    const judged = afterProgress(decision, phase, 'stuck: why');
    if (afterProgress(decision, phase, undefined) !== decision) return true;
    if (decision.kind !== 'ready') return judged !== decision;
    return judged.kind !== 'blocked' || judged.phase !== phase || judged.problem !== 'stuck';
  });
  expect(wrong).toEqual([]);
});
