import { FRESH_WATCH, watchOn } from '../phases/progress.ts';
import { withEarlier } from '../prompt/notes-limit.ts';
import { addPerson } from './fold-person.ts';
import { type Draft, EMPTY_LEDGER, type Ledger } from './ledger.ts';
import type { ForeignRow, GaveUpRow, Row } from './row.ts';
import type { IterationRow } from './rows/iteration-row.ts';
import { afterGivingUp, afterIteration, afterNoticed } from './rows/standing-after.ts';
import { takenOverStanding } from './taken-over.ts';

/**
 * Folds many rows into one ledger that it changes in place, because a copy per row would cost as
 * much as reading the row.
 */
export interface Fold {
  readonly add: (row: Row) => void;
  /** Counts a row of the Python tool. */
  readonly addForeign: (row: ForeignRow) => void;
  /** Counts a truncated or unknown line. */
  readonly addBroken: () => void;
  /** The ledger so far; rows that are added later do not change it. */
  readonly ledger: () => Ledger;
}

/** Goes on from a ledger, which stays as it is. */
export function openFold(from: Ledger): Fold {
  const draft: Draft = { ...from };
  return {
    add: (row) => {
      addTo(draft, row);
    },
    addForeign: (row) => {
      draft.foreignRows += 1;
      draft.foreignLast = row;
    },
    addBroken: () => {
      draft.brokenLines += 1;
    },
    ledger: () => ({ ...draft }),
  };
}

/** Adds one row of ours. */
export function addRow(ledger: Ledger, row: Row): Ledger {
  const fold = openFold(ledger);
  fold.add(row);
  return fold.ledger();
}

/** Counts a row of the Python tool. */
export function addForeign(ledger: Ledger, row: ForeignRow): Ledger {
  const fold = openFold(ledger);
  fold.addForeign(row);
  return fold.ledger();
}

function addTo(draft: Draft, row: Row): void {
  // The first row of ours meets the session as the Python tool left it.
  if (draft.phase === undefined) {
    const blocked = row.kind === 'person' ? row.blocked : undefined;
    draft.standing = takenOverStanding(draft.foreignLast, row.sourcePhase, blocked);
  }
  if (row.phase !== (draft.phase ?? row.sourcePhase)) enterPhase(draft, row);
  draft.rows += 1;
  draft.phase = row.phase;
  // A run that gave up has not recorded its iteration: the number is used again.
  if (row.kind !== 'gave-up') draft.iteration = Math.max(draft.iteration, row.iteration);
  switch (row.kind) {
    case 'iteration':
      addIteration(draft, row);
      return;
    case 'person':
      addPerson(draft, row);
      return;
    case 'restored':
      return;
    case 'noticed':
      draft.settings = [...new Set([...draft.settings, ...(row.settings ?? [])])];
      draft.standing = afterNoticed(row, draft.standing);
      return;
    case 'gave-up':
      addGaveUp(draft, row);
      return;
  }
}

function enterPhase(draft: Draft, { entered }: Row): void {
  draft.stay = 0;
  draft.silent = 0;
  draft.reds = 0;
  draft.missed = 0;
  draft.entered = entered;
  draft.waived = [];
  draft.given = undefined;
  draft.planRejected = false;
  draft.approved = undefined;
  draft.stronger = undefined;
}

function addIteration(draft: Draft, row: IterationRow): void {
  const { problem } = row;
  draft.standing = afterIteration(row);
  draft.total = row.total;
  if (row.phase !== row.sourcePhase) draft.stay = 0;
  else if (row.accepted) draft.stay += 1;
  countProblem(draft, problem);
  // A session that continues after a wait or a block got new input, so the count restarts.
  draft.watch =
    row.status === 'continue' ? watchOn(draft.watch, row.phase, row.progress) : FRESH_WATCH;
  draft.failures = 0;
  addProvider(draft, row);
  draft.planRejected = false;
  draft.approved = undefined;
  addFollowed(draft, row);
  draft.trouble = problem === null ? undefined : { problem, reason: row.reason ?? problem };
  addMishaps(draft, row);
  addSpent(draft, row);
  draft.billing = row.billing ?? draft.billing;
  const { provider, model: name, modelSetting: setting } = row;
  if (name !== null) draft.model = { provider, name, setting };
  // Null: the worktree was gone, so an earlier commit would not be the last one.
  draft.pullRequest = row.pullRequest;
  if (row.facts !== undefined) draft.head = row.facts.headAfter ?? undefined;
  draft.last = { run: row.run, iteration: row.iteration };
}

function countProblem(draft: Draft, problem: IterationRow['problem']): void {
  draft.silent = problem === 'no-signal' || problem === 'malformed' ? draft.silent + 1 : 0;
  // An iteration that did not ask to leave proves nothing either way.
  if (problem === 'verify') draft.reds += 1;
  if (problem === 'missing') draft.missed += 1;
}

/** Only an agent whose signal was followed has surely worked with the words of a person. */
function addFollowed(draft: Draft, { accepted, problem, status }: IterationRow): void {
  if (!accepted || problem !== null) return;
  draft.earlier =
    status === 'done' ? EMPTY_LEDGER.earlier : withEarlier(draft.earlier, draft.inputs);
  draft.inputs = EMPTY_LEDGER.inputs;
}

/** For the next prompt. */
function addMishaps(draft: Draft, row: IterationRow): void {
  draft.slips = row.repaired ?? NO_SLIPS;
  draft.denied = row.denied;
  draft.lost = row.lost ?? [];
  draft.wrote = row.wrote && { ...row.wrote, phase: row.sourcePhase };
}

/** The other provider's work says nothing about the limit of the own one. */
function addProvider(draft: Draft, { fallback, stronger }: IterationRow): void {
  draft.isTakenOver = fallback !== undefined;
  if (!draft.isTakenOver) draft.parked = 0;
  if (stronger !== undefined) draft.stronger = { ...stronger, isTried: false };
  else if (draft.stronger !== undefined) draft.stronger = { ...draft.stronger, isTried: true };
}

const NO_SLIPS: readonly string[] = [];

function addGaveUp(draft: Draft, row: GaveUpRow): void {
  draft.standing = afterGivingUp(row, draft.standing);
  if (row.status === 'failed') draft.failures += 1;
  // Without an attempt the window was only known to be closed.
  else if (row.attempts > 0) draft.parked += 1;
  addSpent(draft, row);
  // The mark has its row: a run that still finds the mark has nothing to recover.
  if (row.unpublished === undefined) draft.last = { run: row.run, iteration: row.iteration };
}

function addSpent(draft: Draft, { costUsd, pricedUsd, pricesOf, usage }: Spent): void {
  draft.costUsd += costUsd ?? 0;
  draft.pricedUsd += pricedUsd ?? 0;
  draft.pricesOf = pricesOf ?? draft.pricesOf;
  if (usage !== null) draft.tokens += usage.inputTokens + usage.outputTokens;
}

type Spent = Pick<IterationRow, 'costUsd' | 'pricedUsd' | 'pricesOf' | 'usage'>;
