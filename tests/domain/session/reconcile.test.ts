import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import {
  reconcile,
  type Reconciled,
  type Witnesses,
} from '../../../src/domain/session/reconcile.ts';

interface Case extends Witnesses {
  readonly result: Reconciled;
}

const WORDS = [undefined, ...PHASES] as const;
const CASES: readonly Case[] = WORDS.flatMap((history) =>
  WORDS.flatMap((overview) =>
    [true, false].flatMap((settled) =>
      [true, false].map((agentRan) => {
        const witnesses = { history, overview, settled, agentRan };
        return { ...witnesses, result: reconcile(witnesses) };
      }),
    ),
  ),
);

function cases(isMeant: (one: Case) => boolean): readonly Case[] {
  const meant = CASES.filter(isMeant);
  expect(meant.length).toBeGreaterThan(0);
  return meant;
}

function always(meant: readonly Case[], holds: (one: Case) => boolean): void {
  expect(meant.filter((one) => !holds(one)).slice(0, 3)).toEqual([]);
}

/** Both speak, and not with one voice; before init has written an overview there is none to differ. */
const differs = ({ history, overview }: Case): boolean =>
  history !== undefined && history !== overview && !(history === 'init' && overview === undefined);

describe('who is right about the phase', () => {
  it('is answered for every pair of witnesses', () => {
    expect(CASES).toHaveLength(9 * 9 * 2 * 2);
    always(CASES, ({ result }) => PHASES.includes(result.phase));
  });

  it('is nobody’s question when they agree', () => {
    always(
      cases(({ history, overview }) => history !== undefined && history === overview),
      ({ history, result }) => result.kind === 'agreed' && result.phase === history,
    );
  });

  it('is the overview as it stands while there is no row of ours, else init', () => {
    always(
      cases(({ history }) => history === undefined),
      ({ overview, result }) => result.kind === 'agreed' && result.phase === (overview ?? 'init'),
    );
  });

  it('is init without an overview, when init is what the history says', () => {
    always(
      cases(({ history, overview }) => history === 'init' && overview === undefined),
      ({ result }) => result.kind === 'agreed' && result.phase === 'init',
    );
  });

  it('is the history when we died before its copy was settled', () => {
    always(
      cases((one) => differs(one) && !one.settled),
      ({ history, result }) => result.kind === 'repair' && result.phase === history,
    );
  });

  it('is the history when an agent ran: what it wrote is put back and named', () => {
    always(
      cases((one) => differs(one) && one.settled && one.agentRan),
      ({ history, overview, result }) =>
        result.kind === 'restore' && result.phase === history && result.found === overview,
    );
  });

  it('is the person who changed it between runs, to init when they removed the overview', () => {
    always(
      cases((one) => differs(one) && one.settled && !one.agentRan),
      ({ history, overview, result }) =>
        result.kind === 'override' &&
        result.phase === (overview ?? 'init') &&
        result.from === history,
    );
  });

  it('is never an agent: where one ran, the phase is the history’s', () => {
    always(
      cases(({ history, agentRan }) => history !== undefined && agentRan),
      ({ history, result }) => result.phase === history,
    );
  });
});
