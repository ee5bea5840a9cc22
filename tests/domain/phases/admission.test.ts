import { describe, expect, it } from 'vitest';
import {
  type Admission,
  admit,
  LOST_LIMIT,
  type Situation,
} from '../../../src/domain/phases/admission.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { ruleOf, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';
import type { RowStanding } from '../../../src/domain/session/standing.ts';
import { gateOf, isRetried } from '../../../src/domain/session/standing.ts';

const NOW = 1_000_000;

const STANDINGS: readonly RowStanding[] = [
  { kind: 'ready' },
  { kind: 'done' },
  ...WAIT_REASONS.map(
    (reason) => ({ kind: 'waiting', for: reason, reason: 'why', baseline: undefined }) as const,
  ),
  ...([undefined, 'answers', 'approval'] as const).map(
    (gate) =>
      ({
        kind: 'blocked',
        reason: 'why',
        needs: 'error_resolution',
        gate,
        baseline: undefined,
      }) as const,
  ),
  {
    kind: 'blocked',
    reason: 'no worktree',
    needs: 'environment',
    gate: undefined,
    baseline: undefined,
    retried: { cure: 'git commit' },
  },
  ...[undefined, NOW - 1, NOW, NOW + 1].flatMap((resumeAt) =>
    ['mine', 'other'].flatMap((config) =>
      ([undefined, 'approval'] as const).map(
        (gate) => ({ kind: 'failed', reason: 'why', cure: 'pay', resumeAt, config, gate }) as const,
      ),
    ),
  ),
  ...[NOW - 1, NOW, NOW + 1].flatMap((resumeAt) =>
    ([undefined, 'answers'] as const).map(
      (gate) => ({ kind: 'parked', reason: 'why', resumeAt, gate }) as const,
    ),
  ),
];

interface Case {
  readonly situation: Situation;
  readonly admission: Admission;
}

const CASES: readonly Case[] = PHASES.flatMap((phase) =>
  STANDINGS.flatMap((standing) =>
    [0, ruleOf(phase).limit - 1, ruleOf(phase).limit, ruleOf(phase).limit + 1].flatMap((stay) =>
      [0, 2, 3, 4].flatMap((lost) =>
        (['manual', 'auto'] as const).flatMap((gates) =>
          [true, false].flatMap((force) =>
            [true, false].flatMap((attended) =>
              [undefined, true, false].map((filesChanged): Case => {
                const situation: Situation = {
                  ...{ phase, standing, stay, lost, gates, force, attended, filesChanged },
                  paused: undefined,
                  isLimitOver: false,
                  config: 'mine',
                  now: NOW,
                };
                return { situation, admission: admit(situation) };
              }),
            ),
          ),
        ),
      ),
    ),
  ),
);

function cases(isMeant: (situation: Situation) => boolean): readonly Case[] {
  const meant = CASES.filter(({ situation }) => isMeant(situation));
  expect(meant.length).toBeGreaterThan(0);
  return meant;
}

function always(meant: readonly Case[], holds: (one: Case) => boolean): void {
  expect(meant.filter((one) => !holds(one)).slice(0, 3)).toEqual([]);
}

const spawns = ({ admission }: Case): boolean =>
  admission.kind === 'ready' && admission.opens === undefined;
const isUnforced = ({ force }: Situation): boolean => !force;
const isManual = ({ force, gates }: Situation): boolean => !force && gates === 'manual';

/** Whether the standing itself leaves room for a spawn, said anew from the contract. */
function mayGoOn({ standing, filesChanged, attended, now, config }: Situation): boolean {
  switch (standing.kind) {
    case 'ready':
    case 'done':
      return true;
    case 'waiting':
      return ['human_action', 'file_update'].includes(standing.for) && filesChanged === true;
    case 'blocked':
      return filesChanged === true || standing.retried !== undefined;
    case 'failed':
      return (
        attended ||
        config !== standing.config ||
        (standing.resumeAt !== undefined && standing.resumeAt <= now)
      );
    case 'parked':
      return standing.resumeAt <= now;
  }
}

const isFinished = ({ standing, phase }: Situation): boolean =>
  standing.kind === 'done' && phase === 'done';

describe('every situation', () => {
  it('is walked', () => {
    expect(STANDINGS).toHaveLength(2 + 4 + 3 + 1 + 16 + 6);
    expect(CASES).toHaveLength(8 * STANDINGS.length * 4 * 4 * 2 * 2 * 2 * 3);
  });

  it('is answered', () => {
    always(CASES, ({ admission }) => typeof admission.kind === 'string');
  });

  it('spawns exactly when the contract leaves room for it', () => {
    always(
      cases(({ force }) => !force),
      (one) => {
        const { situation } = one;
        const { phase, standing, stay, lost, gates } = situation;
        const opensGate = gates === 'auto' && gateOf(standing) !== undefined;
        const hasRoom = stay < ruleOf(phase).limit && lost < LOST_LIMIT;
        return (
          spawns(one) === (!isFinished(situation) && !opensGate && mayGoOn(situation) && hasRoom)
        );
      },
    );
  });
});

describe('a session that is done', () => {
  it('is finished and spawns nothing, not even by force', () => {
    always(cases(isFinished), ({ admission }) => admission.kind === 'done');
  });

  it('and no other is', () => {
    always(
      cases((situation) => !isFinished(situation)),
      ({ admission }) => admission.kind !== 'done',
    );
  });

  it('goes on when its phase was set to another', () => {
    const [one] = cases(
      ({ standing, phase, stay, lost, force }) =>
        standing.kind === 'done' && phase === 'testing' && stay + lost === 0 && !force,
    );
    expect(one?.admission).toEqual({ kind: 'ready' });
  });
});

describe('--force', () => {
  it('spawns whatever else is so, but for a session that is done', () => {
    always(
      cases((situation) => situation.force && !isFinished(situation)),
      ({ admission }) => admission.kind === 'ready' && admission.because === 'forced',
    );
  });
});

describe('a session that a person paused', () => {
  const paused = { by: 'ann', note: 'lunch' };

  it('spawns nothing and opens no gate, however it stands; only --force goes once all the same', () => {
    const changed = CASES.filter(({ situation, admission }) => {
      const now = admit({ ...situation, paused });
      if (isFinished(situation) || situation.force) return now.kind !== admission.kind;
      return now.kind !== 'paused' || now.by !== 'ann' || now.note !== 'lunch';
    });
    expect(changed.slice(0, 3)).toEqual([]);
  });
});

describe('a gate', () => {
  const isAtGate = (situation: Situation): boolean => gateOf(situation.standing) !== undefined;

  it('is never passed by a changed file: a waiting session waits on', () => {
    always(
      cases(
        (situation) =>
          isManual(situation) && isAtGate(situation) && situation.standing.kind === 'waiting',
      ),
      ({ situation, admission }) =>
        situation.standing.kind === 'waiting' &&
        admission.kind === 'waiting' &&
        admission.for === situation.standing.for &&
        admission.reason === 'why',
    );
  });

  it('is opened by samocode itself under --gates auto, and only there', () => {
    always(
      cases((situation) => isUnforced(situation) && isAtGate(situation)),
      ({ situation, admission }) =>
        (admission.kind === 'ready' && admission.opens === gateOf(situation.standing)) ===
        (situation.gates === 'auto'),
    );
    always(
      cases((situation) => !isAtGate(situation)),
      ({ admission }) => admission.kind !== 'ready' || admission.opens === undefined,
    );
  });

  it('is where a session waits for answers or approval, or was rejected at', () => {
    expect(STANDINGS.map(gateOf).filter((gate) => gate !== undefined)).toEqual([
      'answers',
      'approval',
      'answers',
      'approval',
    ]);
  });
});

describe('a wait for an action, and a block', () => {
  const isHeld = ({ standing }: Situation): boolean =>
    (standing.kind === 'blocked' && !isRetried(standing)) ||
    (standing.kind === 'waiting' && gateOf(standing) === undefined);

  it('end when files of the session changed, and the spawn says so', () => {
    always(
      cases(
        (situation) =>
          isManual(situation) &&
          isHeld(situation) &&
          situation.filesChanged === true &&
          situation.stay === 0 &&
          situation.lost === 0,
      ),
      ({ admission }) => admission.kind === 'ready' && admission.because === 'files-changed',
    );
  });

  it('last while they did not, and while nothing is known of it', () => {
    always(
      cases(
        (situation) => isManual(situation) && isHeld(situation) && situation.filesChanged !== true,
      ),
      ({ situation, admission }) =>
        admission.kind === situation.standing.kind &&
        'reason' in admission &&
        admission.reason === 'why',
    );
  });

  it('keep the need that was named', () => {
    always(
      cases(
        (situation) =>
          isManual(situation) &&
          situation.standing.kind === 'blocked' &&
          isHeld(situation) &&
          situation.filesChanged !== true,
      ),
      ({ admission }) => admission.kind === 'blocked' && admission.needs === 'error_resolution',
    );
  });
});

describe('a block that each run tries again', () => {
  const isHeld = (situation: Situation): boolean =>
    isManual(situation) && isRetried(situation.standing);

  it('spawns, unless a limit of the phase or lost attempts are against it', () => {
    always(
      cases(isHeld),
      ({ situation: { stay, lost, phase }, admission }) =>
        (admission.kind === 'ready') === (stay < ruleOf(phase).limit && lost < LOST_LIMIT),
    );
  });
});

describe('a run that gave up', () => {
  const isFailed = (situation: Situation): boolean =>
    isUnforced(situation) && situation.standing.kind === 'failed';

  it('goes on at once from a terminal or with another configuration', () => {
    always(
      cases(
        (situation) =>
          isFailed(situation) &&
          situation.stay + situation.lost === 0 &&
          (situation.attended ||
            (situation.standing.kind === 'failed' && situation.standing.config === 'other')),
      ),
      spawns,
    );
  });

  it('waits for its time alone, else for a person', () => {
    always(
      cases(
        ({ standing, attended, force }) =>
          standing.kind === 'failed' && standing.config === 'mine' && !attended && !force,
      ),
      ({ situation: { standing }, admission }) => {
        if (standing.kind !== 'failed') return false;
        const lasts = standing.resumeAt === undefined || standing.resumeAt > NOW;
        if (!lasts) return admission.kind !== 'failed';
        return (
          admission.kind === 'failed' &&
          admission.resumeAt === standing.resumeAt &&
          admission.cure === 'pay' &&
          admission.reason === 'why'
        );
      },
    );
  });
});

describe('a parked session', () => {
  it('waits for the reset, terminal or not, and says until when', () => {
    always(
      cases(({ standing, force }) => standing.kind === 'parked' && !force),
      ({ situation: { standing }, admission }) =>
        standing.kind === 'parked' &&
        (standing.resumeAt > NOW
          ? admission.kind === 'parked' && admission.resumeAt === standing.resumeAt
          : admission.kind !== 'parked'),
    );
  });
});

describe('a limit that is over before its reset', () => {
  it('lets a parked session go on, within its bounds', () => {
    const over = CASES.filter(({ situation: { standing } }) => standing.kind === 'parked');
    for (const { situation } of over) {
      const admission = admit({ ...situation, isLimitOver: true });
      expect(admission).toEqual(admit({ ...situation, standing: { kind: 'ready' } }));
    }
  });
});

describe('a clock that was put back', () => {
  const DAY = 24 * 3600 * 1000;
  const situation = (standing: RowStanding): Situation => ({
    ...{ phase: 'testing', standing, stay: 0, lost: 0, gates: 'manual', force: false },
    ...{ attended: false, filesChanged: undefined, config: 'mine', now: NOW, paused: undefined },
    isLimitOver: false,
  });

  it('keeps no session parked for longer than a limit lasts', () => {
    const until = (days: number): Situation =>
      situation({ kind: 'parked', reason: 'why', resumeAt: NOW + days * DAY });
    expect(admit(until(8))).toMatchObject({ kind: 'parked' });
    expect(admit(until(9))).toEqual({ kind: 'ready' });
  });

  it('holds no failed run for longer than an hour', () => {
    const until = (hours: number): Situation =>
      situation({
        ...{ kind: 'failed', reason: 'why', cure: undefined, config: 'mine' },
        resumeAt: NOW + (hours * DAY) / 24,
      });
    expect(admit(until(1))).toMatchObject({ kind: 'failed' });
    expect(admit(until(2))).toEqual({ kind: 'ready' });
  });
});

describe('limits', () => {
  const isReady = (situation: Situation): boolean =>
    isUnforced(situation) && situation.standing.kind === 'ready';

  it.each(PHASES)('let the last run of %s go and not the one after', (phase) => {
    const { limit } = ruleOf(phase);
    const runs = (stay: number): readonly Case[] =>
      cases((s) => isReady(s) && s.phase === phase && s.lost === 0 && s.stay === stay);
    always(runs(limit - 1), spawns);
    always(
      runs(limit),
      ({ admission }) =>
        admission.kind === 'blocked' &&
        admission.needs === 'human_decision' &&
        admission.reason.includes(`${limit} iterations`),
    );
  });

  it('block after three lost attempts, which need the environment looked at', () => {
    expect(LOST_LIMIT).toBe(3);
    always(
      cases((situation) => isReady(situation) && situation.lost >= 3),
      ({ admission }) => admission.kind === 'blocked' && admission.needs === 'environment',
    );
    always(
      cases((situation) => isReady(situation) && situation.lost < 3 && situation.stay === 0),
      spawns,
    );
  });
});
