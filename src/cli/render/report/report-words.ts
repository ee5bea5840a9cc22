import type { MorningReport } from '../../../app/report/morning-report.ts';
import { payerWords } from '../../../domain/provider/cost/billing.ts';
import { spentWords, tokensSpent, UNKNOWN } from '../../../domain/provider/cost/cost-words.ts';
import type { Happening, ReportedIteration } from '../../../domain/report/report.ts';
import { baseWords } from '../../../domain/session/base.ts';
import { AUTO } from '../../../domain/session/rows/person-row.ts';
import { printable } from '../../../domain/text/printable.ts';
import {
  changesText,
  costText,
  countText,
  durationText,
  plural,
  sameDay,
  timeText,
  tokensText,
} from './report-figures.ts';

/** The questions of the morning, answered in its first lines: what of it, and how it is. */
export function answersOf(report: MorningReport): readonly (readonly [string, string])[] {
  return [
    ['Decide', decideText(report)],
    ['Cost', totalCostText(report)],
    ['Did', didText(report)],
    ['Time', timeWords(report)],
  ];
}

/** Session, phase and state. */
export function headline({ session, phase, state, resumeAt }: MorningReport): string {
  const until = resumeAt === null ? '' : ` until ${timeText(resumeAt)}`;
  return state === 'done' ? `${session}: done` : `${session}: ${state} in ${phase}${until}`;
}

function decideText({ needsPerson, questions, plan, why, state }: MorningReport): string {
  if (questions.length > 0) return `${plural(questions.length, 'question')} to answer`;
  if (plan.length > 0) return 'whether the plan is good';
  return needsPerson ? (NEEDS_WORDS[state] ?? why) : `nothing; ${why}`;
}

/** The section with all of it follows. */
const NEEDS_WORDS: Readonly<Record<string, string>> = {
  blocked: 'what helps: it is blocked',
  paused: 'when it continues: it is paused',
  failed: 'what helps: the provider failed',
  waiting: 'what to do: it waits for you',
};

function totalCostText({ totals, lost, billing }: MorningReport): string {
  const { costUsd, pricedUsd, pricesOf, tokens } = totals;
  const more =
    lost === null || lost.attempts === 0
      ? ''
      : `; plus ${plural(lost.attempts, 'attempt')} without a result: ${costText(lost.costUsd)}${unknownMore(lost)}`;
  const payer = billing === null ? '' : `, paid by ${payerWords(billing)}`;
  const known = spentWords({ costUsd, pricedUsd, pricesOf });
  return `${known}${unknownMore(totals)}, ${tokensSpent(tokens)}${payer}${more}`;
}

/** What follows a known cost that is not the whole cost. */
export function unknownMore({
  costUsd,
  costUnknown,
}: Pick<MorningReport['totals'], 'costUsd' | 'costUnknown'>): string {
  const isPart = costText(costUsd) !== UNKNOWN && costUnknown > 0;
  return isPart ? ` and an unknown cost of ${costUnknown} more` : '';
}

function didText({ totals, iterations: all, changes, work }: MorningReport): string {
  const iterations = plural(totals.iterations, 'iteration');
  // The Python tool did not record the number of attempts.
  const retries = all.reduce((sum, { attempts }) => sum + Math.max(0, (attempts ?? 1) - 1), 0);
  const again = retries > 0 ? ` (${plural(retries, 'attempt')} more than that)` : '';
  const where = work === null ? '' : `, on branch ${work.branch}`;
  const what = changes === null ? 'commits unknown' : changesText(changes);
  return `${iterations}${again}${otherText(all)}, ${what}${where}`;
}

/** Iterations of the other provider. */
function otherText(all: readonly ReportedIteration[]): string {
  const others = all.filter(({ fallback }) => fallback !== null);
  const [first] = others;
  if (first?.fallback == null) return '';
  const { from, reason } = first.fallback;
  return `, ${others.length} of them by ${first.who} instead of ${from} (${printable(reason, REASON_SHOWN)})`;
}

const REASON_SHOWN = 100;

function timeWords({ time, since, totals }: MorningReport): string {
  const from = since === null ? '' : `since ${timeText(since)}: `;
  if (time === null) return `${from}no iteration`;
  const began = timeText(time.from);
  const worked = totals.durationMs === null ? UNKNOWN : durationText(time.workedMs);
  const span = `${began} to ${sameDay(began, timeText(time.to))}`;
  return `${from}${span}; agents worked ${worked} of ${durationText(time.spanMs)}`;
}

/** The rows of the table by model; none where every iteration had the same model and effort. */
export function modelRows({ models }: MorningReport): string[][] {
  const kinds = new Set(models.map(({ model, effort }) => JSON.stringify([model, effort])));
  if (kinds.size < 2) return [];
  return models.map((one) => [
    one.phase,
    printable(one.model ?? '?', MODEL_SHOWN),
    printable(one.effort ?? '', MODEL_SHOWN),
    costText(one.costUsd),
    tokensText(one.tokens),
    countText(one.iterations),
  ]);
}

export const MODEL_HEAD = ['phase', 'model', 'effort', 'cost', 'tokens', 'iterations'];
const MODEL_SHOWN = 60;

/** A person's act in one line. */
export function actText({ who, status, words, from, to }: Happening): string {
  const by = who === AUTO ? 'samocode (--gates auto)' : (who ?? 'somebody');
  const move = from === to ? '' : ` (${from} → ${to})`;
  return `${by} ${ACT_WORDS[status] ?? status}${move}${words === null ? '' : `: ${words}`}`;
}

const ACT_WORDS: Readonly<Record<string, string>> = {
  approved: 'approved the plan',
  rejected: 'turned the plan down',
  answered: 'answered the questions',
  resumed: 'resumed it',
  overridden: 'set the phase',
  paused: 'paused it',
  stopped: 'stopped the run',
  noted: 'left a note',
};

export const PHASE_HEAD = ['phase', 'cost', 'tokens', 'time', 'iterations', 'commits'] as const;

/** The figures of each phase under `PHASE_HEAD`, and their sum. */
export function phaseFigures({ phases, totals }: MorningReport) {
  return {
    rows: phases.map((one) => [one.phase, ...figuresOf(one), countText(one.commits)]),
    sum: ['all', ...figuresOf(totals), ''],
  };
}

function figuresOf(one: MorningReport['phases'][number] | MorningReport['totals']): string[] {
  const { iterations, durationMs, tokens, costUsd } = one;
  return [costText(costUsd), tokensText(tokens), durationText(durationMs), countText(iterations)];
}

/** Where the work is, and the commands to look at it; of a session that is done also to merge and to clean up. */
export function workOf({ work, handOver }: MorningReport): {
  readonly text: string;
  readonly commands: readonly string[];
} {
  const summary = handOver?.summary == null ? '' : `; summary: ${handOver.summary}`;
  const isGone = handOver?.branch === null && handOver.worktree === null;
  const nowhere = isGone
    ? 'Its branch and its worktree are gone, as after a merge and a clean-up'
    : 'Where it lies, git does not say';
  const text = work === null ? nowhere : workText(work);
  const found = handOver === null ? [] : [handOver.look, handOver.merge, handOver.cleanUp];
  const commands = found.filter((command) => command !== null);
  const shown = commands.length > 0 || work === null ? commands : [work.command];
  return { text: `${text}${summary}.`, commands: shown };
}

/** Changes, their branch and folder, and files that are not committed. */
function workText(work: NonNullable<MorningReport['work']>): string {
  const { uncommitted, base, baseCommit } = work;
  const from = baseCommit === null ? base : baseWords({ name: base, commit: baseCommit });
  const isClean = uncommitted === null || uncommitted === 0;
  const left = isClean ? '' : `; ${plural(uncommitted, 'file')} not committed`;
  return `${changesText(work)} on branch ${work.branch}, from ${from}, in ${work.folder}${left}`;
}
