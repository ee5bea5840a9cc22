import type { Decision } from '../../domain/phases/decision.ts';
import {
  type Content,
  type Evidence,
  isNewCommit,
  needsContent,
  type Progress,
  progressOf,
  watchOn,
} from '../../domain/phases/progress.ts';
import { afterProgress, stuckReason } from '../../domain/phases/stuck.ts';
import type { Facts, RowProof } from '../../domain/session/rows/iteration-row.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { Report } from '../run/report.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { worktreePath } from '../workspace/worktree-request.ts';

/** A decision, with the facts about the iteration that do not come from its agent. */
export interface Judged {
  readonly kind: 'judged';
  readonly decision: Decision;
  readonly facts: Facts;
  readonly progress: Progress | undefined;
  readonly proof?: RowProof | undefined;
  /** The address of the draft pull request, with `PUBLISH`. */
  readonly pullRequest?: string;
}

/**
 * The progress of the iteration, and whether the session is stuck. Files show whether an iteration
 * moved something; git runs only if nothing moved, or if the work returned to an earlier state.
 */
export async function watchProgress(
  loop: Loop,
  view: View,
  report: Report,
  decision: Decision,
): Promise<Judged> {
  const from = phaseBefore(view);
  const { before } = report;
  const { stuckAfter } = loop.settings.config;
  const cwd = worktreePath(loop.settings.config, loop.session.store);
  const head = loop.spawner.repository.head(cwd);
  const facts = {
    exitCode: report.exit?.exitCode ?? null,
    signal: report.exit?.signal ?? null,
    headBefore: before?.commit ?? null,
    headAfter: head.commit,
  };
  if (decision.kind !== 'ready' || stuckAfter === 0) {
    return { kind: 'judged', decision, facts, progress: undefined };
  }
  const isMoved = decision.phase !== from || isNewCommit(before, head);
  const after = { head, artefacts: isMoved ? undefined : loop.session.store.artefacts() };
  const evidence: Evidence = { from, to: decision.phase, before, after };
  const { watch } = view.ledger;
  const content = needsContent(watch, evidence) ? await contentOf(loop, view, cwd) : undefined;
  const progress = progressOf(watch, evidence, content);
  const next = watchOn(watch, decision.phase, progress);
  const judged = afterProgress(decision, from, stuckReason(next, stuckAfter));
  return { kind: 'judged', decision: judged, facts, progress };
}

/** Says of an iteration that it changed nothing, as long as that does not block the session. */
export function tellIdle(
  loop: Loop,
  view: View,
  { decision, progress }: Judged,
  iteration: number,
): void {
  if (decision.kind !== 'ready' || progress?.sign !== 'none') return;
  const { idle } = watchOn(view.ledger.watch, decision.phase, progress);
  loop.teller.report({
    kind: 'no-progress',
    iteration,
    idle,
    limit: loop.settings.config.stuckAfter,
  });
}

/** Undefined where it cannot be looked at; that is said once, and not tried again until a person acts. */
async function contentOf(loop: Loop, view: View, cwd: string): Promise<Content | undefined> {
  if (view.ledger.watch.blind || isStopped(loop)) return undefined;
  const look = await loop.spawner.repository.content(cwd, loop.stops.stop);
  if (look.kind === 'content') return look.content;
  if (!isStopped(loop)) {
    const text = `whether an agent is stuck cannot be told from the files in ${cwd}: ${look.why}`;
    loop.teller.report({ kind: 'warning', text });
  }
  return undefined;
}
