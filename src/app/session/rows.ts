import type { Phase } from '../../domain/phases/phase.ts';
import type { Promised } from '../../domain/phases/rules.ts';
import { addCost, type Cost, NO_COST } from '../../domain/provider/cost/usage.ts';
import type { Row } from '../../domain/session/row.ts';
import { ROW_VERSION } from '../../domain/session/rows/fields.ts';
import type { IterationRow } from '../../domain/session/rows/iteration-row.ts';
import type { PersonRow } from '../../domain/session/rows/person-row.ts';
import { rowTimestamp } from '../../domain/text/timestamps.ts';
import type { Tried } from '../ports/session/state.ts';
import type { View } from './look.ts';

/** What every row has in common. */
export interface RowHead {
  readonly at: Date;
  readonly run: string;
  readonly iteration: number;
  readonly from: Phase;
  readonly to: Phase;
}

type Common = Pick<
  Row,
  | 'v'
  | 'timestamp'
  | 'iteration'
  | 'phase'
  | 'summary'
  | 'reason'
  | 'needs'
  | 'for'
  | 'run'
  | 'sourcePhase'
  | 'accepted'
  | 'entered'
>;

/** The eight original fields with nothing said, and ours that every row has. */
export function rowHead({ at, run, iteration, from, to }: RowHead): Common {
  return {
    timestamp: rowTimestamp(at),
    iteration,
    phase: to,
    summary: null,
    reason: null,
    needs: null,
    for: null,
    v: ROW_VERSION,
    run,
    sourcePhase: from,
    accepted: true,
    ...(from === to ? {} : { entered: at.getTime() }),
  };
}

/** The cost as a row has it. */
export type SpentFields = Pick<IterationRow, 'usage' | 'costUsd' | 'pricedUsd' | 'pricesOf'>;

export function spentFields({ usage, costUsd, pricedUsd, pricesOf }: Cost): SpentFields {
  return {
    usage: usage ?? null,
    costUsd: costUsd ?? null,
    ...(pricesOf === undefined ? {} : { pricedUsd, pricesOf }),
  };
}

/** Attempts and cost of an iteration as its row has them: those of earlier runs included. */
export function attemptFields({
  attempts,
  cost,
  earlier,
}: {
  readonly attempts: number;
  readonly cost: Cost;
  readonly earlier?: Tried | undefined;
}): SpentFields & { readonly attempts: number; readonly runs?: string[] } {
  if (earlier === undefined || earlier.attempts === 0) return { attempts, ...spentFields(cost) };
  return {
    attempts: earlier.attempts + attempts,
    ...spentFields(addCost({ ...NO_COST, ...earlier.cost }, cost)),
    runs: [...new Set(earlier.runs)],
  };
}

export interface PersonAct {
  readonly status: PersonRow['status'];
  readonly by: string;
  readonly note?: string | undefined;
  /** The message that brought it, if it came as one. */
  readonly source?: string | undefined;
  /** A message, or an edit by hand, that an agent may have left itself. */
  readonly unverified?: boolean;
  /** Of an edit by hand: the other sessions whose agent may have made it. */
  readonly otherSessions?: readonly string[];
  readonly to?: Phase;
  readonly answers?: Readonly<Record<string, string>> | null;
  /** Of answers: the questions as they are asked now. */
  readonly asked?: readonly string[];
  readonly plan?: PersonRow['plan'];
  readonly waived?: readonly Promised[];
}

/** The row of a person's act. */
export function personRow(
  view: View,
  act: PersonAct,
  {
    at,
    run,
    caller,
  }: { readonly at: Date; readonly run: string; readonly caller?: string | undefined },
): PersonRow {
  const isHeld = view.blocked !== undefined && view.standing.kind !== 'ready';
  const from = view.reconciled.kind === 'override' ? view.reconciled.from : view.phase;
  return {
    ...rowHead({ at, run, iteration: view.iteration, from, to: act.to ?? view.phase }),
    kind: 'person',
    status: act.status,
    by: act.by,
    note: act.note ?? null,
    ...(caller === undefined ? {} : { caller }),
    ...(act.unverified === true ? { unverified: true } : {}),
    ...(act.otherSessions === undefined ? {} : { otherSessions: [...act.otherSessions] }),
    ...(isHeld ? { blocked: view.blocked } : {}),
    ...(act.source === undefined ? {} : { source: act.source }),
    ...(act.answers === undefined ? {} : { answers: act.answers }),
    ...(act.asked === undefined ? {} : { asked: [...act.asked] }),
    ...(act.plan === undefined ? {} : { plan: act.plan }),
    ...(act.waived === undefined ? {} : { waived: [...act.waived] }),
  };
}
