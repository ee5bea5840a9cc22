import { describe, expect, it } from 'vitest';
import { decide, type Position, SILENCE_LIMIT } from '../../../src/domain/phases/decision.ts';
import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import { ruleOf } from '../../../src/domain/phases/rules.ts';
import { type Case, CASES, POSITIONS, READINGS, SIGNALS, signalWith } from './decision-cases.ts';

/** The cases a sentence speaks of; there have to be some. */
function cases(isMeant: (one: Case) => boolean): readonly Case[] {
  const meant = CASES.filter(isMeant);
  expect(meant.length).toBeGreaterThan(0);
  return meant;
}

/** Shows the first cases in which a sentence does not hold. */
function always(meant: readonly Case[], holds: (one: Case) => boolean): void {
  expect(meant.filter((one) => !holds(one)).slice(0, 3)).toEqual([]);
}

const moves = ({ position, decision }: Case): boolean => decision.phase !== position.phase;
const rejected = ({ decision }: Case): boolean =>
  decision.kind === 'blocked' && decision.problem !== undefined;

describe('every position with every report', () => {
  it('is walked: phases × overview × answers × silence × reminder, statuses × phases × needs × for', () => {
    expect(POSITIONS).toHaveLength(8 * 2 * 2 * 4 * 2);
    expect(SIGNALS).toHaveLength(4 * 9 * 6 * 5);
    expect(READINGS).toHaveLength(SIGNALS.length + 2);
    expect(CASES).toHaveLength(POSITIONS.length * READINGS.length);
  });

  it('has a decision, which names a phase of the registry', () => {
    always(CASES, ({ decision }) => PHASES.includes(decision.phase));
  });

  it('ends in the same phase or in one that the registry has next', () => {
    always(CASES, ({ position, decision }) => {
      const { phase } = position;
      return decision.phase === phase || ruleOf(phase).next.includes(decision.phase);
    });
  });

  it('says why, in one line, whenever it halts', () => {
    always(
      CASES,
      ({ decision }) => decision.kind !== 'blocked' || /^\S.*\S$/.test(decision.reason),
    );
  });
});

describe('gates', () => {
  it('never let an agent leave requirements before a person has answered', () => {
    always(
      cases(({ position }) => position.phase === 'requirements' && !position.answersOpen),
      (one) => !moves(one),
    );
  });

  it('let an agent leave requirements once a person has answered', () => {
    const left = cases((one) => one.position.phase === 'requirements' && moves(one));
    always(left, ({ position, decision }) => position.answersOpen && decision.phase === 'planning');
  });

  it('never let an agent leave planning', () => {
    always(
      cases(({ position }) => position.phase === 'planning'),
      (one) => !moves(one),
    );
  });

  it('ask for a person when an agent knocks', () => {
    const knocks = cases(
      ({ position, signal }) =>
        signal?.status === 'continue' &&
        ((position.phase === 'planning' && signal.phase === 'implementation') ||
          (position.phase === 'requirements' &&
            !position.answersOpen &&
            signal.phase === 'planning')),
    );
    always(
      knocks,
      ({ decision }) =>
        decision.kind === 'blocked' &&
        decision.problem === 'gate' &&
        decision.needs === 'human_decision' &&
        decision.reason.includes('person'),
    );
  });

  it('are no matter where there is none: answers change nothing outside of requirements', () => {
    for (const position of POSITIONS.filter(({ phase }) => phase !== 'requirements')) {
      for (const reading of READINGS) {
        const open = decide({ ...position, answersOpen: true }, reading);
        const closed = decide({ ...position, answersOpen: false }, reading);
        if (JSON.stringify(open) !== JSON.stringify(closed)) expect(open).toEqual(closed);
      }
    }
  });
});

describe('the way', () => {
  it('has no dead end: every move of the registry is made, but for the one that is a person’s', () => {
    const made = new Set(
      CASES.filter(moves).map(({ position, decision }) => `${position.phase} → ${decision.phase}`),
    );
    const registry = PHASES.flatMap((phase) =>
      ruleOf(phase).next.map((next) => `${phase} → ${next}`),
    );
    expect([...made, 'planning → implementation'].sort()).toEqual(registry.sort());
  });

  it('leads from every phase to done, with an approval on the way where there is one', () => {
    const reached = (from: Phase, seen: readonly Phase[] = []): readonly Phase[] => {
      if (seen.includes(from)) return seen;
      let found = [...seen, from];
      for (const next of ruleOf(from).next) found = [...reached(next, found)];
      return found;
    };
    expect(PHASES.filter((phase) => !reached(phase).includes('done'))).toEqual([]);
    expect(ruleOf('planning').waitsFor).toEqual(['plan_approval']);
  });

  it('can be ended, paused or gone on with wherever it stands', () => {
    for (const phase of PHASES) {
      const kinds = new Set(
        CASES.filter(({ position }) => position.phase === phase).map((one) => one.decision.kind),
      );
      expect([phase, kinds.has('ready')]).toEqual([phase, true]);
      expect([phase, kinds.has('waiting')]).toEqual([phase, ruleOf(phase).waitsFor.length > 0]);
      expect([phase, kinds.has('done')]).toEqual([phase, phase === 'done']);
    }
  });

  it('is finished in done alone, by the word done alone, and then always', () => {
    always(
      CASES,
      ({ position, signal, decision }) =>
        (decision.kind === 'done') === (position.phase === 'done' && signal?.status === 'done'),
    );
  });

  it('does not leave init, nor any phase, while there is no overview', () => {
    always(
      cases(({ position }) => !position.hasOverview),
      (one) => !moves(one),
    );
    expect(
      decide(
        { phase: 'init', hasOverview: false, answersOpen: false, silent: 0, isReminded: false },
        {
          kind: 'signal',
          signal: signalWith({ status: 'continue', phase: 'investigation' }),
          raw: {},
        },
      ),
    ).toMatchObject({
      kind: 'blocked',
      problem: 'overview',
      needs: 'investigation',
      phase: 'init',
    });
  });

  it('moves on a continue that names a phase, and on nothing else', () => {
    always(
      cases(moves),
      ({ signal, decision }) =>
        signal?.status === 'continue' &&
        signal.phase === decision.phase &&
        decision.kind === 'ready',
    );
  });
});

describe('a continue', () => {
  const continues = cases(({ signal }) => signal?.status === 'continue');

  it('without a phase, or with its own, is another iteration, in every phase but done', () => {
    always(
      continues.filter(
        ({ position, signal }) => signal?.phase === undefined || signal.phase === position.phase,
      ),
      ({ position, decision }) =>
        position.phase === 'done'
          ? decision.kind === 'blocked' && decision.problem === 'status'
          : decision.kind === 'ready' && decision.problem === undefined,
    );
  });

  it('is followed wherever the registry, the gate and the overview allow it', () => {
    always(continues, ({ position, signal, decision }) => {
      const { phase, hasOverview, answersOpen } = position;
      const target = signal?.phase ?? phase;
      if (phase === 'done') return decision.kind === 'blocked';
      if (target === phase) return decision.kind === 'ready';
      const opened = phase === 'requirements' ? answersOpen : phase !== 'planning';
      const allowed = ruleOf(phase).next.includes(target) && hasOverview && opened;
      return (decision.kind === 'ready' && decision.phase === target) === allowed;
    });
  });

  it('to a phase that is not next is rejected with the phases that are', () => {
    const strays = continues.filter(
      ({ position, signal }) =>
        position.phase !== 'done' &&
        signal?.phase !== undefined &&
        signal.phase !== position.phase &&
        !ruleOf(position.phase).next.includes(signal.phase),
    );
    always(
      strays,
      ({ position, decision }) =>
        decision.kind === 'blocked' &&
        decision.problem === 'move' &&
        [position.phase, ...ruleOf(position.phase).next].every((one) =>
          decision.reason.includes(one),
        ),
    );
  });
});

describe('a blocked agent', () => {
  const blocked = cases(({ signal }) => signal?.status === 'blocked');

  it('is always heard: the session halts where it is, with the need that was named', () => {
    always(
      blocked,
      ({ position, signal, decision }) =>
        decision.kind === 'blocked' &&
        decision.problem === undefined &&
        decision.phase === position.phase &&
        decision.needs === (signal?.needs ?? 'human_decision'),
    );
  });

  it('is quoted: its reason, else its summary, else that it gave none', () => {
    const [position] = POSITIONS;
    if (position === undefined) throw new Error('no position');
    const reasonOf = (fields: { summary?: string; reason?: string }): unknown => {
      const signal = signalWith({ status: 'blocked', ...fields });
      return decide(position, { kind: 'signal', signal, raw: {} });
    };
    expect(reasonOf({ summary: 's', reason: 'r' })).toMatchObject({ reason: 'r' });
    expect(reasonOf({ summary: 's' })).toMatchObject({ reason: 's' });
    expect(reasonOf({})).toMatchObject({ reason: 'the agent gave no reason' });
  });
});

/** Nothing is left that a person could answer, and no agent was told so yet. */
const isAnswered = ({ answersOpen, isReminded }: Position, wanted: string): boolean =>
  wanted === 'qa_answers' && answersOpen && !isReminded;

describe('a waiting agent', () => {
  const waiting = cases(({ signal }) => signal?.status === 'waiting');

  it('pauses where it is, whatever phase it names', () => {
    always(waiting, (one) => !moves(one));
  });

  it('whose questions a person has answered is told so once, before anybody is woken', () => {
    const told = waiting.filter(({ decision }) => decision.kind === 'ready');
    expect(told.length).toBeGreaterThan(0);
    always(
      told,
      ({ position, decision }) =>
        position.phase === 'requirements' &&
        isAnswered(position, 'qa_answers') &&
        decision.kind === 'ready' &&
        decision.problem === 'wait-reason',
    );
  });

  it('waits for what it names, or for the phase’s own reason', () => {
    always(waiting, ({ position, signal, decision }) => {
      const { waitsFor } = ruleOf(position.phase);
      const wanted = signal?.for ?? waitsFor[0];
      const allowed = wanted !== undefined && waitsFor.includes(wanted);
      if (allowed && isAnswered(position, wanted)) return decision.kind === 'ready';
      return allowed
        ? decision.kind === 'waiting' && decision.for === wanted
        : decision.kind === 'blocked';
    });
  });

  it('that names what its phase may not wait for is told what it may', () => {
    always(
      waiting.filter(
        ({ position, decision }) =>
          decision.kind === 'blocked' && ruleOf(position.phase).waitsFor.length > 0,
      ),
      ({ position, decision }) =>
        decision.kind === 'blocked' &&
        decision.problem === 'wait-reason' &&
        ruleOf(position.phase).waitsFor.every((one) => decision.reason.includes(one)),
    );
  });
});

describe('a status that a phase may not signal', () => {
  it('is rejected with the ones it may', () => {
    always(
      cases(
        ({ position, signal }) =>
          signal !== undefined && !ruleOf(position.phase).statuses.includes(signal.status),
      ),
      ({ position, decision }) =>
        decision.kind === 'blocked' &&
        decision.problem === 'status' &&
        decision.phase === position.phase &&
        ruleOf(position.phase).statuses.every((one) => decision.reason.includes(one)),
    );
  });

  it('and nothing else is rejected as one', () => {
    always(
      cases(({ decision }) => decision.kind === 'blocked' && decision.problem === 'status'),
      ({ position, signal }) =>
        signal !== undefined && !ruleOf(position.phase).statuses.includes(signal.status),
    );
  });
});

describe('a rejection', () => {
  it('leaves the phase, and needs a person for a gate and an investigation for all else', () => {
    always(cases(rejected), (one) => {
      const { position, decision } = one;
      if (decision.kind !== 'blocked') return false;
      const needs = decision.problem === 'gate' ? 'human_decision' : 'investigation';
      return decision.phase === position.phase && decision.needs === needs;
    });
  });
});

describe.each([
  ['a missing signal', 'none', 'no-signal'],
  ['a malformed signal', 'malformed', 'malformed'],
] as const)('%s', (_, kind, problem) => {
  const silent = cases(({ reading }) => reading.kind === kind);

  it('is a continue in the same phase, with a reminder, twice', () => {
    always(
      silent.filter(({ position }) => position.silent + 1 < SILENCE_LIMIT),
      ({ position, reading, decision }) =>
        decision.kind === 'ready' &&
        decision.phase === position.phase &&
        decision.problem === problem &&
        decision.reason === (reading.kind === 'malformed' ? reading.reason : undefined),
    );
  });

  it('blocks the third time, and every time after, and says what was read', () => {
    expect(SILENCE_LIMIT).toBe(3);
    always(
      silent.filter(({ position }) => position.silent + 1 >= SILENCE_LIMIT),
      ({ position, reading, decision }) =>
        decision.kind === 'blocked' &&
        decision.phase === position.phase &&
        decision.problem === problem &&
        decision.needs === 'investigation' &&
        decision.reason.includes(`${position.silent + 1} iterations in a row`) &&
        decision.reason.includes(reading.kind === 'malformed' ? reading.reason : ''),
    );
  });
});

describe('silence', () => {
  it('of before does not matter to who speaks now', () => {
    for (const position of POSITIONS.filter(({ silent }) => silent === 0)) {
      for (const reading of READINGS.filter(({ kind }) => kind === 'signal')) {
        const after = decide({ ...position, silent: 3 }, reading);
        const before = decide(position, reading);
        if (JSON.stringify(after) !== JSON.stringify(before)) expect(after).toEqual(before);
      }
    }
  });
});
