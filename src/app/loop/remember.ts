import { modelSetting } from '../../domain/models/model-setting.ts';
import type { Decision } from '../../domain/phases/decision.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import { slipsOf } from '../../domain/phases/signal/signal.ts';
import { deniedCalls } from '../../domain/prompt/denied.ts';
import { payerWords } from '../../domain/provider/cost/billing.ts';
import { rowWords } from '../../domain/run/published.ts';
import type { IterationRow } from '../../domain/session/rows/iteration-row.ts';
import { isForPerson } from '../../domain/session/standing.ts';
import { shortLines } from '../../domain/text/short-lines.ts';
import type { OverviewFile } from '../ports/session/session-files.ts';
import type { Loop } from '../run/loop.ts';
import type { Report } from '../run/report.ts';
import { writerOf } from '../run/writer.ts';
import { look, phaseBefore, type View } from '../session/look.ts';
import { putBack } from '../session/repair.ts';
import { attemptFields, rowHead } from '../session/rows.ts';
import { ownFields, settle } from '../session/settle.ts';
import { keepWork } from '../workspace/keep-work.ts';
import type { Judged } from './progress.ts';

/** Records the decision, and keeps the files that it is about, unless git has just said that they are the same. */
export async function remember(
  loop: Loop,
  view: View,
  report: Report,
  judged: Judged,
): Promise<View> {
  const after = record(loop, view, report, judged);
  const { iteration } = report;
  // After a read-only phase they were kept before the row; a proof of work may have changed them since.
  const isKept = report.isKept === true && judged.proof === undefined;
  if (judged.progress?.sign !== 'none' && !isKept)
    await keepWork(loop, { iteration, phase: after.phase });
  return after;
}

/**
 * Records the decision: the row (the truth), the overview (its copy), then the state, which reaches
 * the disk with the next mark or at the end. Returns the view that a look would find now.
 */
export function record(loop: Loop, view: View, report: Report, judged: Judged): View {
  const { store } = loop.session;
  const overview = mendedOverview(loop, judged.decision);
  warnOfBilling(loop, view, report);
  warnOfModel(loop, view, report);
  const ledger = store.append(iterationRow(loop, view, report, judged));
  // The mark still exists, so the look may find changes by the agent.
  const after = look(store, { ledger, overview });
  const state = settle(
    loop.session,
    { ...after, state: { ...after.state, lost: 0 } },
    { agentRan: true, deferState: true },
  );
  return look(store, { ledger, state, overview: settledOverview(overview, after) });
}

/** A key in the environment silently wins over a subscription: a change of who pays is said. */
function warnOfBilling(loop: Loop, view: View, report: Report): void {
  const { billing } = view.ledger;
  if (billing === undefined || report.billing === undefined || billing === report.billing) return;
  const [before, now] = [billing, report.billing].map(payerWords);
  const text = `who pays has changed: ${before ?? ''} before, ${now ?? ''} now`;
  loop.teller.report({ kind: 'warning', text });
}

/** The account's default, a fallback or a file of the repository may have chosen another model. */
function warnOfModel(loop: Loop, { ledger, phase }: View, { model }: Report): void {
  const { model: last } = ledger;
  if (last?.setting === undefined || model === undefined || last.name === model) return;
  if (last.provider !== loop.spawner.agent.provider.name || last.setting !== settingOf(loop, phase))
    return;
  const text = `the model has changed: ${last.name} before, ${model} now, and no setting of yours explains it`;
  loop.teller.report({ kind: 'warning', text });
}

function settingOf({ settings, spawner }: Loop, phase: Phase): string {
  const { extraArgs, models } = settings.config;
  return modelSetting({ model: models[phase].model, extraArgs }, spawner.agent.environment);
}

/**
 * Runs before the row, because its baseline must be the one of the repaired file. An agent that
 * wrote the phase that it was given has changed nothing.
 */
function mendedOverview(loop: Loop, decision: Decision): OverviewFile {
  const { store } = loop.session;
  const overview = store.overview();
  const now = look(store, { overview });
  const { reconciled } = now;
  if (reconciled.kind === 'restore') {
    if (reconciled.found === decision.phase) return overview;
    putBack(writerOf(loop), now);
  } else if (overview.kind === 'problem') store.settle(ownFields(now));
  else return overview;
  return store.overview();
}

/** The overview once our own lines of it are settled. */
function settledOverview(overview: OverviewFile, after: View): OverviewFile {
  if (overview.kind !== 'status') return overview;
  const own = ownFields(after);
  const status = {
    ...overview.status,
    phase: own.Phase,
    iteration: own.Iteration,
    total: own['Total Iterations'],
    blocked: own.Blocked,
  };
  return { kind: 'status', status };
}

/** The row of an iteration, as it is recorded. */
export function iterationRow(loop: Loop, view: View, report: Report, judged: Judged): IterationRow {
  const { reading } = report;
  const { decision, facts, progress, proof, pullRequest } = judged;
  const from = phaseBefore(view);
  const signal = reading.kind === 'signal' ? reading.signal : undefined;
  const { problem, ...words } = rowWords(decision, signal);
  const { iteration } = report;
  return {
    ...rowHead({ at: loop.clock.now(), run: loop.id, iteration, from, to: decision.phase }),
    ...words,
    kind: 'iteration',
    problem,
    total: view.total + 1,
    ...workFields(loop, view.phase, report),
    ...strengthFields(loop, decision),
    // Without a baseline only a person's resume ends it, and no changed file.
    baseline:
      isForPerson(decision.kind) && problem !== 'worktree' ? loop.session.store.baseline() : null,
    facts,
    ...(progress === undefined ? {} : { progress }),
    ...(proof === undefined ? {} : { proof }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
  };
}

/** The work of the iteration: who did it, its cost, and the signal as it was left. */
function workFields(loop: Loop, phase: Phase, report: Report): WorkFields {
  const { reading, fresh = [] } = report;
  const slips = slipsOf(reading);
  const denied = deniedCalls(report.denied);
  const lost = shortLines(report.lost);
  return {
    provider: loop.spawner.agent.provider.name,
    model: report.model ?? null,
    modelSetting: settingOf(loop, phase),
    effort: loop.settings.config.models[phase].effort ?? null,
    durationMs: report.durationMs + (report.earlier?.durationMs ?? 0),
    ...attemptFields(report),
    agentSession: report.agentSession ?? null,
    log: report.log ?? null,
    billing: report.billing ?? null,
    signal: reading.kind === 'none' ? null : (reading.raw ?? null),
    ...(slips.length === 0 ? {} : { repaired: slips }),
    ...(denied === undefined ? {} : { denied }),
    ...(lost.length === 0 ? {} : { lost }),
    ...(fresh.length === 0 ? {} : { fresh: [...fresh] }),
    ...rareFields(loop, report),
  };
}

/** The stronger profile of this iteration, and that of the next one. */
function strengthFields(
  { profile }: Loop,
  decision: Decision,
): Pick<IterationRow, 'profile' | 'stronger'> {
  const stronger = decision.kind === 'ready' ? decision.stronger : undefined;
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(stronger === undefined ? {} : { stronger }),
  };
}

function rareFields(
  { takeover }: Loop,
  { wrote }: Report,
): Pick<IterationRow, 'fallback' | 'wrote'> {
  return {
    ...(wrote === undefined ? {} : { wrote }),
    ...(takeover === undefined ? {} : { fallback: takeover }),
  };
}

type WorkFields = Omit<
  IterationRow,
  keyof ReturnType<typeof rowHead> | 'kind' | 'status' | 'problem' | 'total' | 'baseline' | 'facts'
>;
