import { payerWords } from '../../domain/provider/billing.ts';
import { deniedCalls } from '../../domain/prompt/denied.ts';
import { shortLines } from '../../domain/text/short-lines.ts';
import type { Decision } from '../../domain/phases/decision.ts';
import { modelSetting } from '../../domain/provider/model-setting.ts';
import type { IterationRow } from '../../domain/session/row.ts';
import { slipsOf } from '../../domain/phases/signal.ts';
import type { Report } from '../attempt/iteration-report.ts';
import type { Judged } from './progress.ts';
import { look, phaseBefore, type View } from './look.ts';
import { scribeOf } from './scribe.ts';
import { rowHead } from './rows.ts';
import type { Run } from './run.ts';
import { ownFields, putBack, settle } from './settle.ts';

/**
 * Writes the decision down: the row (the truth), the overview (its copy), then the state, which is
 * only written to the disk with the next mark or at the end.
 */
export function remember(run: Run, view: View, report: Report, judged: Judged): void {
  const { store } = run;
  mendOverview(run, judged.decision);
  warnOfBilling(run, view, report);
  warnOfModel(run, view, report);
  store.append(iterationRow(run, view, report, judged));
  // The mark still stands, and so does the hand of the agent in whatever the look finds.
  const after = look(store);
  settle(
    run,
    { ...after, state: { ...after.state, lost: 0 } },
    { agentRan: true, deferState: true },
  );
}

/** A key in the environment silently wins over a subscription: a change of who pays is said. */
function warnOfBilling(run: Run, view: View, report: Report): void {
  const { billing } = view.ledger;
  if (billing === undefined || report.billing === undefined || billing === report.billing) return;
  const [before, now] = [billing, report.billing].map(payerWords);
  const text = `who pays has changed: ${before ?? ''} before, ${now ?? ''} now`;
  run.report({ kind: 'warning', text });
}

/** The account's default, a fallback or a file of the repository may have chosen another model. */
function warnOfModel(run: Run, { ledger }: View, { model }: Report): void {
  const { model: last } = ledger;
  if (last?.setting === undefined || model === undefined || last.name === model) return;
  if (last.provider !== run.provider.name || last.setting !== settingOf(run)) return;
  const text = `the model has changed: ${last.name} before, ${model} now, and no setting of yours explains it`;
  run.report({ kind: 'warning', text });
}

function settingOf({ config, environment }: Run): string {
  return modelSetting(config, environment);
}

/**
 * Before the row, whose baseline has to be that of the mended file. An agent that wrote down the
 * very phase it was given has changed nothing.
 */
function mendOverview(run: Run, decision: Decision): void {
  const now = look(run.store);
  const { reconciled } = now;
  if (reconciled.kind === 'restore') {
    if (reconciled.found !== decision.phase) putBack(scribeOf(run), now);
  } else if (now.overview === undefined) run.store.settle(ownFields(now));
}

function iterationRow(run: Run, view: View, report: Report, judged: Judged): IterationRow {
  const { reading } = report;
  const slips = slipsOf(reading);
  const { decision, facts, progress } = judged;
  const from = phaseBefore(view);
  const problem = problemOf(decision);
  const denied = deniedCalls(report.denied);
  const lost = shortLines(report.lost);
  const isPause = decision.kind === 'pause' || decision.kind === 'halt';
  return {
    ...rowHead({
      at: run.clock.now(),
      run: run.id,
      iteration: report.iteration,
      from,
      to: decision.phase,
    }),
    ...wordsOf(report, decision),
    kind: 'iteration',
    accepted: decision.kind !== 'halt' || decision.problem === undefined,
    problem,
    total: view.total + 1,
    provider: run.provider.name,
    model: report.model ?? null,
    modelSetting: settingOf(run),
    attempts: report.attempts,
    durationMs: report.durationMs,
    usage: report.cost.usage ?? null,
    costUsd: report.cost.costUsd ?? null,
    agentSession: report.agentSession ?? null,
    log: report.log ?? null,
    billing: report.billing ?? null,
    signal: reading.kind === 'none' ? null : (reading.raw ?? null),
    ...(slips.length === 0 ? {} : { repaired: slips }),
    ...(denied === undefined ? {} : { denied }),
    ...(lost.length === 0 ? {} : { lost }),
    // Without a baseline only a person's resume ends it, and no changed file.
    baseline: isPause && problem !== 'worktree' ? run.store.baseline() : null,
    facts,
    ...(progress === undefined ? {} : { progress }),
  };
}

type Words = Pick<IterationRow, 'status' | 'summary' | 'reason' | 'needs' | 'for'>;

/** The decision in the original's words. */
function wordsOf({ reading }: Report, decision: Decision): Words {
  const signal = reading.kind === 'signal' ? reading.signal : undefined;
  const summary = signal?.summary ?? null;
  switch (decision.kind) {
    case 'iterate':
      return {
        status: 'continue',
        summary: decision.problem === undefined ? (summary ?? 'no summary') : summary,
        reason: decision.reason ?? signal?.reason ?? null,
        needs: null,
        for: null,
      };
    case 'pause': {
      const reason = signal?.reason ?? summary ?? `waiting for ${decision.for}`;
      return { status: 'waiting', summary, reason, needs: null, for: decision.for };
    }
    case 'finish':
      return { status: 'done', summary: summary ?? 'done', reason: null, needs: null, for: null };
    case 'halt':
      return {
        status: 'blocked',
        summary,
        reason: decision.reason,
        needs: decision.needs,
        for: null,
      };
  }
}

function problemOf(decision: Decision): IterationRow['problem'] {
  if (decision.kind === 'halt' || decision.kind === 'iterate') return decision.problem ?? null;
  return null;
}
