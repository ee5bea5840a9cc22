import type { Ledger } from './ledger.ts';
import type { PersonRow } from './row.ts';

/** The plan as it was approved; undefined in a row of an earlier version. */
export function approvedBy({ plan }: PersonRow, row: number): Ledger['approved'] {
  return plan?.outline === undefined ? undefined : { row, outline: plan.outline };
}

/** The state at an approval. */
export function approvalOf({ plan }: PersonRow, head: string | undefined): Ledger['approval'] {
  const hasPlan = plan !== undefined && plan.files.length > 0;
  return { head, hasPlan, noCommit: plan?.noCommit === true };
}

/** When an act began other work: the approval of a plan, or a way out of done. */
export function otherWorkBy({ status, sourcePhase, entered }: PersonRow): number | undefined {
  return status === 'approved' || sourcePhase === 'done' ? entered : undefined;
}
