import type { Phase } from './phase.ts';
import { FRESH_WATCH, watchOn, type Watch } from './progress.ts';
import type { GivenAnswers } from './questions.ts';
import type { ForeignRow, GaveUpRow, IterationRow, PersonRow, Row, RowProblem } from './row.ts';
import {
  afterAnswers,
  afterGivingUp,
  afterIteration,
  afterResume,
  takenOverStanding,
  type Standing,
} from './standing.ts';

/** Something a person did since the last iteration, for the next agent's prompt. */
export interface Gift {
  readonly act: PersonRow['status'];
  readonly note: string | undefined;
  readonly by: string;
  /** Of `answered`: they said that no questions are needed. */
  readonly noneNeeded?: true;
}

/** Who paused the session, and what they said. */
export interface Pause {
  readonly by: string;
  readonly note: string | undefined;
}

/** So many messages are remembered: more than can wait unread beside one that was just applied. */
const SOURCES_KEPT = 100;

/** The history folded into what is still of use; plain data, so that it can be kept as a checkpoint. */
export interface Ledger {
  /** Rows of ours. */
  readonly rows: number;
  readonly foreignRows: number;
  readonly brokenLines: number;
  readonly foreignLast: ForeignRow | undefined;
  /** The accepted phase; undefined while there is no row of ours. */
  readonly phase: Phase | undefined;
  readonly standing: Standing;
  /** The highest running number in a row of ours. */
  readonly iteration: number;
  readonly total: number;
  /** Iterations accepted in the present stay. */
  readonly stay: number;
  /** Iterations without a signal, in a row. */
  readonly silent: number;
  /** Proofs of work (`VERIFY`) that failed in a row. */
  readonly reds: number;
  /** What tells whether the agents are stuck. */
  readonly watch: Watch;
  /** Runs given up in a row. */
  readonly failures: number;
  readonly given: GivenAnswers | undefined;
  /** A person turned the plan down and no agent has worked on it since. */
  readonly planRejected: boolean;
  readonly gifts: readonly Gift[];
  /** A person paused the session and nobody resumed it since. */
  readonly paused: Pause | undefined;
  /** The messages that the last acts came by, the newest last. */
  readonly sources: readonly string[];
  /** What was wrong with the last iteration's signal, for the next prompt. */
  readonly trouble: { readonly problem: RowProblem; readonly reason: string } | undefined;
  readonly costUsd: number;
  readonly tokens: number;
  /** Who paid last, in the CLI's own word. */
  readonly billing: string | undefined;
  /** Run and iteration of the last row that a mark can stand for. */
  readonly last: { readonly run: string; readonly iteration: number } | undefined;
}

export const EMPTY_LEDGER: Ledger = {
  rows: 0,
  foreignRows: 0,
  brokenLines: 0,
  foreignLast: undefined,
  phase: undefined,
  standing: { kind: 'ready' },
  iteration: 0,
  total: 0,
  stay: 0,
  silent: 0,
  reds: 0,
  watch: FRESH_WATCH,
  failures: 0,
  given: undefined,
  planRejected: false,
  gifts: [],
  paused: undefined,
  sources: [],
  trouble: undefined,
  costUsd: 0,
  tokens: 0,
  billing: undefined,
  last: undefined,
};

/** Adds one row of ours. */
export function addRow(ledger: Ledger, row: Row): Ledger {
  const moved = ledger.phase !== undefined && row.phase !== ledger.phase;
  // The first row of ours meets the session as the Python tool left it.
  const isFirst = ledger.phase === undefined;
  const base: Ledger = {
    ...ledger,
    standing: isFirst ? takenOverStanding(ledger.foreignLast, row.sourcePhase) : ledger.standing,
    rows: ledger.rows + 1,
    phase: row.phase,
    // A run that gave up has not recorded its iteration: the number is used again.
    iteration:
      row.kind === 'gave-up' ? ledger.iteration : Math.max(ledger.iteration, row.iteration),
    ...(moved ? { stay: 0, silent: 0, reds: 0, given: undefined, planRejected: false } : {}),
  };
  switch (row.kind) {
    case 'iteration':
      return addIteration(base, row);
    case 'person':
      return addPerson(base, row);
    case 'restored':
      return base;
    case 'gave-up':
      return addGaveUp(base, row);
  }
}

/** Counts a row of the Python tool. */
export function addForeign(ledger: Ledger, row: ForeignRow): Ledger {
  return { ...ledger, foreignRows: ledger.foreignRows + 1, foreignLast: row };
}

function addIteration(ledger: Ledger, row: IterationRow): Ledger {
  const isSilent = row.problem === 'no-signal';
  const moved = row.phase !== row.sourcePhase;
  return {
    ...ledger,
    standing: afterIteration(row),
    total: row.total,
    stay: moved ? 0 : ledger.stay + (row.accepted ? 1 : 0),
    silent: isSilent ? ledger.silent + 1 : 0,
    // An iteration that did not ask to leave proves nothing either way.
    reds: ledger.reds + (row.problem === 'verify' ? 1 : 0),
    // Whoever goes on from a wait or a block has been given something: the count begins anew.
    watch: row.status === 'continue' ? watchOn(ledger.watch, row.phase, row.progress) : FRESH_WATCH,
    failures: 0,
    planRejected: false,
    gifts: [],
    trouble:
      row.problem === null
        ? undefined
        : { problem: row.problem, reason: row.reason ?? row.problem },
    ...spent(ledger, row),
    billing: row.billing ?? ledger.billing,
    last: { run: row.run, iteration: row.iteration },
  };
}

function addPerson(ledger: Ledger, row: PersonRow): Ledger {
  const given = row.status === 'answered' ? givenBy(row) : undefined;
  const gift: Gift = {
    act: row.status,
    note: row.note ?? undefined,
    by: row.by,
    ...(given?.kind === 'none-needed' ? { noneNeeded: true } : {}),
  };
  const base: Ledger = {
    ...ledger,
    stay: 0,
    silent: 0,
    reds: 0,
    watch: FRESH_WATCH,
    failures: 0,
    gifts: isWorthTelling(gift) ? [...ledger.gifts, gift] : ledger.gifts,
    sources: withSource(ledger.sources, row.source),
    trouble: row.status === 'resumed' ? undefined : ledger.trouble,
  };
  switch (row.status) {
    case 'approved':
    case 'overridden':
      return { ...base, standing: { kind: 'ready' } };
    case 'rejected':
      return { ...base, standing: { kind: 'ready' }, planRejected: true };
    case 'answered':
      return { ...base, given: givenBy(row), standing: afterAnswers(ledger.standing) };
    case 'resumed':
      return { ...base, paused: undefined, standing: afterResume(ledger.standing, row) };
    case 'paused':
      return { ...base, paused: { by: row.by, note: row.note ?? undefined } };
    case 'stopped':
    case 'noted':
      return base;
  }
}

/** An agent has no use for the word that it was paused or stopped, only for what was said with it. */
function isWorthTelling({ act, note }: Gift): boolean {
  return (act !== 'paused' && act !== 'stopped') || note !== undefined;
}

function withSource(sources: readonly string[], source: string | undefined): readonly string[] {
  return source === undefined ? sources : [...sources, source].slice(-SOURCES_KEPT);
}

function givenBy(row: PersonRow): GivenAnswers {
  const answers = row.answers ?? undefined;
  return answers === undefined ? { kind: 'none-needed' } : { kind: 'answers', answers };
}

function addGaveUp(ledger: Ledger, row: GaveUpRow): Ledger {
  const failures = row.status === 'failed' ? ledger.failures + 1 : ledger.failures;
  // Its mark has its row: whoever finds the mark still there has nothing to look for.
  const last = { run: row.run, iteration: row.iteration };
  return { ...ledger, standing: afterGivingUp(row), failures, ...spent(ledger, row), last };
}

function spent(
  ledger: Ledger,
  row: Pick<IterationRow, 'costUsd' | 'usage'>,
): Pick<Ledger, 'costUsd' | 'tokens'> {
  const tokens = row.usage === null ? 0 : row.usage.inputTokens + row.usage.outputTokens;
  return { costUsd: ledger.costUsd + (row.costUsd ?? 0), tokens: ledger.tokens + tokens };
}
