import { FRESH_WATCH } from '../phases/progress.ts';
import type { GivenAnswers } from '../questions/questions.ts';
import type { Draft, Ledger, PersonInput } from './ledger.ts';
import { AUTO, type PersonRow } from './rows/person-row.ts';
import { afterAnswers, afterResume } from './rows/standing-after.ts';
import { type RowStanding, unpublishedOf } from './standing.ts';

/**
 * The number of messages to remember: more than can wait unread together with one that was just
 * applied.
 */
const SOURCES_KEPT = 100;

const READY: RowStanding = { kind: 'ready' };

/** Adds the act of a person to the ledger of a fold. */
export function addPerson(draft: Draft, row: PersonRow): void {
  const given = row.status === 'answered' ? givenBy(row) : undefined;
  const input: PersonInput = {
    act: row.status,
    note: row.note ?? undefined,
    by: row.by,
    ...(given?.kind === 'none-needed' ? { noneNeeded: true } : {}),
    ...(row.waived === undefined ? {} : { waived: row.waived }),
    ...(row.unverified === true ? { unverified: true } : {}),
  };
  if (row.by === AUTO) countOn(draft, row);
  else if (!isSteer(row)) countAnew(draft);
  if (isWorthTelling(input)) draft.inputs = [...draft.inputs, input];
  draft.sources = withSource(draft.sources, row.source);
  draft.judgedSince = otherWorkBy(row) ?? draft.judgedSince;
  switch (row.status) {
    case 'approved':
      draft.approved = approvedBy(row, draft.rows);
      draft.approval = approvalOf(row, draft.head);
      draft.standing = READY;
      return;
    case 'overridden':
      draft.standing = READY;
      return;
    case 'rejected':
      draft.standing = READY;
      draft.planRejected = true;
      return;
    case 'answered':
      draft.given = givenBy(row);
      draft.firstAsked = row.asked?.[0] ?? draft.firstAsked;
      draft.standing = afterAnswers(draft.standing);
      return;
    case 'resumed':
      addResumed(draft, row);
      return;
    case 'paused':
      draft.paused = { by: row.by, note: row.note ?? undefined };
      return;
    case 'stopped':
    case 'noted':
      return;
  }
}

function addResumed(draft: Draft, row: PersonRow): void {
  // The next agent has to know which work is missing.
  if (draft.trouble?.problem !== 'worktree') draft.trouble = undefined;
  draft.paused = undefined;
  draft.settings = [];
  draft.resumed = draft.rows;
  draft.waived = [...draft.waived, ...(row.waived ?? [])];
  addGivenUp(draft, unpublishedOf(draft.standing));
  draft.standing = afterResume(draft.standing, row);
}

/** Work that was not published is not recorded any more, and its number is used up. */
function addGivenUp(draft: Draft, unpublished: Ledger['last']): void {
  if (unpublished === undefined) return;
  draft.last = unpublished;
  draft.iteration = Math.max(draft.iteration, unpublished.iteration);
}

/** Anyone may leave a file in the inbox, an agent too: it must not lift a limit. */
function isSteer({ status }: PersonRow): boolean {
  return status === 'noted' || status === 'paused' || status === 'stopped';
}

function countAnew(draft: Draft): void {
  draft.stay = 0;
  draft.silent = 0;
  draft.reds = 0;
  draft.missed = 0;
  draft.watch = FRESH_WATCH;
  draft.failures = 0;
  draft.parked = 0;
}

/**
 * No person has looked, so nothing restarts. A rejection that only records a wait counts like one.
 */
function countOn(draft: Draft, row: PersonRow): void {
  const wasRejected = draft.standing.kind === 'blocked' && row.phase === row.sourcePhase;
  if (wasRejected) draft.stay += 1;
}

/** An agent needs the note of a pause or stop, not the act itself. */
function isWorthTelling({ act, note }: PersonInput): boolean {
  return (act !== 'paused' && act !== 'stopped') || note !== undefined;
}

function withSource(sources: readonly string[], source: string | undefined): readonly string[] {
  return source === undefined ? sources : [...sources, source].slice(-SOURCES_KEPT);
}

/** The plan as it was approved; undefined in a row of an earlier version. */
function approvedBy({ plan }: PersonRow, row: number): Ledger['approved'] {
  return plan?.outline === undefined ? undefined : { row, outline: plan.outline };
}

/** The state at an approval. */
function approvalOf({ plan }: PersonRow, head: string | undefined): Ledger['approval'] {
  const hasPlan = plan !== undefined && plan.files.length > 0;
  return { head, hasPlan, noCommit: plan?.noCommit === true };
}

/** When an act began other work: the approval of a plan, or a way out of done. */
function otherWorkBy({ status, sourcePhase, entered }: PersonRow): number | undefined {
  return status === 'approved' || sourcePhase === 'done' ? entered : undefined;
}

function givenBy(row: PersonRow): GivenAnswers {
  const answers = row.answers ?? undefined;
  return answers === undefined
    ? { kind: 'none-needed' }
    : { kind: 'answers', answers, asked: row.asked };
}
