import type { PaidAttempt } from '../../domain/provider/cost/spending.ts';
import { type Option, optionsOf } from '../../domain/questions/options.ts';
import { readQuestions } from '../../domain/questions/questions.ts';
import type { Rest } from '../../domain/report/axis.ts';
import { buildReport } from '../../domain/report/build-report.ts';
import { rangeKey, rangeOf } from '../../domain/report/entries/reported-iteration.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import type { HistoryLine } from '../../domain/report/history-line.ts';
import type { Receipt } from '../../domain/report/receipt.ts';
import type { Changes, ReportData } from '../../domain/report/report.ts';
import type { Story } from '../../domain/report/story.ts';
import { sumOf } from '../../domain/report/sums.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { isoOf } from '../../domain/text/timestamps.ts';
import type { Examined } from '../reading/examine.ts';
import { type SessionStatus, statusOf } from '../reading/status.ts';

/** `report --json`, version 1: fields are only ever added (docs/json.md). */
export interface MorningReport extends ReportData, Story {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  /** ISO 8601: when it was made, and since when it tells; null: since the beginning. */
  readonly at: string;
  readonly since: string | null;
  readonly phase: SessionStatus['phase'];
  readonly state: SessionStatus['state'];
  /** ISO 8601: when it goes on by itself. */
  readonly resumeAt: string | null;
  /** Who paid last; as in `status --json`. */
  readonly billing: string | null;
  /** One sentence: why it is not running, or who runs it. */
  readonly why: string;
  /** Whether nothing goes on until a person has acted. */
  readonly needsPerson: boolean;
  /** What makes it go on, in this order. */
  readonly commands: readonly string[];
  /** What waits for an answer. */
  readonly questions: readonly OpenQuestion[];
  /** Names of the plan's files, where the plan waits. */
  readonly plan: readonly string[];
  /** From the first commit of the time it tells of to the last; null: unknown. */
  readonly changes: Changes | null;
  /** Where the work lies; null: git does not say. */
  readonly work: Work | null;
  /** Of a session that is done: what a person takes over. */
  readonly handOver: HandOver | null;
  /** Of a session that is done: its facts, as in `_receipt.json`. */
  readonly receipt: Receipt | null;
  /** Attempts of iterations that no row tells of, as the spend book knows them; null: unknown. */
  readonly lost: Lost | null;
}

export interface OpenQuestion {
  readonly number: number;
  readonly text: string;
  /** The text between the question and its suggestion or answer, with the options. */
  readonly details: string;
  readonly options: readonly Option[];
  readonly suggestion: string | null;
}

export interface Work extends Changes {
  readonly folder: string;
  readonly branch: string;
  readonly base: string;
  /** Its commit when the branch was made; null in a session of an earlier version. */
  readonly baseCommit: string | null;
  /** Files that differ from the last commit; null: unknown. */
  readonly uncommitted: number | null;
  /** Shows the commits. */
  readonly command: string;
}

export interface Lost {
  readonly attempts: number;
  readonly costUsd: number | null;
  /** Attempts whose cost no one knows, and which `costUsd` lacks. */
  readonly costUnknown: number;
}

/** The input of a report. */
export interface MorningSources {
  readonly history: readonly HistoryLine[];
  readonly examined: Examined;
  readonly names: { readonly session: string; readonly path: string };
  readonly why: Pick<MorningReport, 'why' | 'commands'>;
  /** The text of `_qa.md`. */
  readonly questions: string | undefined;
  readonly planFiles: readonly string[];
  readonly rests: readonly Rest[];
  /** Epoch milliseconds. */
  readonly since: number | undefined;
  readonly handOver: HandOver | undefined;
  readonly receipt: Receipt | undefined;
  readonly between: (before: string, after: string) => Promise<Changes | undefined>;
  readonly work: () => Promise<Omit<Work, 'command'> | undefined>;
  readonly story: () => Promise<Story>;
  /** All attempts of this session that were paid for, as the spend book knows them. */
  readonly spent: readonly PaidAttempt[] | undefined;
}

/** Folds all that is known into the report that a person reads in the morning. */
export async function morningReport(sources: MorningSources): Promise<MorningReport> {
  const { history, examined, since, names } = sources;
  const status = statusOf(examined, names);
  const [changes, total] = await changesOf(sources);
  const night = buildReport(history, {
    since,
    now: examined.now,
    workingSince: workingSince(examined),
    rests: sources.rests,
    changes,
  });
  return {
    v: 1,
    ...names,
    at: new Date(examined.now).toISOString(),
    since: isoOf(since),
    phase: status.phase,
    state: status.state,
    resumeAt: status.resumeAt,
    billing: status.billing,
    why: sources.why.why,
    needsPerson: needsPerson(status),
    commands: sources.why.commands,
    ...(await sources.story()),
    ...decisions(status, sources),
    ...night,
    changes: total ?? null,
    work: workOf(await sources.work()),
    handOver: sources.handOver ?? null,
    receipt: sources.receipt ?? null,
    lost: lostOf(sources),
  };
}

/** When the attempt in progress began, as far as its mark tells it. */
function workingSince({ holder, view, now }: Examined): number | undefined {
  if (holder?.busy !== true) return undefined;
  const { mark } = view.state;
  const began = Date.parse(mark?.run === holder.run ? mark.startedAt : '');
  return Number.isNaN(began) ? now : began;
}

/** Whether nothing goes on until a person has acted. */
export function needsPerson({
  state,
  resumeAt,
}: Pick<SessionStatus, 'state' | 'resumeAt'>): boolean {
  const awaits = state === 'waiting' || state === 'blocked' || state === 'paused';
  return awaits || (state === 'failed' && resumeAt === null);
}

function workOf(found: Omit<Work, 'command'> | undefined): Work | null {
  if (found === undefined) return null;
  const { folder, branch, base, baseCommit } = found;
  return {
    ...found,
    command: joinShellWords([
      'git',
      '-C',
      folder,
      'log',
      '--stat',
      `${baseCommit ?? base}..${branch}`,
      '--',
    ]),
  };
}

function decisions(
  { awaiting }: SessionStatus,
  { questions, planFiles }: MorningSources,
): Pick<MorningReport, 'questions' | 'plan'> {
  const open = readQuestions(questions ?? '').filter(({ answer }) => answer === undefined);
  return {
    questions:
      awaiting === 'qa_answers'
        ? open.map((one) => ({
            number: one.number,
            text: one.text,
            details: one.details,
            options: optionsOf(one),
            suggestion: one.suggestion ?? null,
          }))
        : [],
    plan: awaiting === 'plan_approval' ? planFiles : [],
  };
}

/** So many questions are put to git at once. */
const AT_ONCE = 4;

/** What each iteration that committed brought, and what all of them together did. */
async function changesOf({
  history,
  since,
  between,
}: MorningSources): Promise<[ReadonlyMap<string, Changes>, Changes | undefined]> {
  const shown = history.flatMap((told) => {
    if (told.kind !== 'own' || told.row.kind !== 'iteration') return [];
    return since === undefined || (told.at !== undefined && told.at >= since) ? [told.row] : [];
  });
  const ranges = shown.flatMap(({ facts }) => rangeOf(facts) ?? []);
  const known = new Map<string, Changes>();
  const left = [...new Map(ranges.map((range) => [rangeKey(range), range])).values()];
  const ask = async (): Promise<void> => {
    for (let range = left.shift(); range !== undefined; range = left.shift()) {
      const found = await between(range.before, range.after);
      if (found !== undefined) known.set(rangeKey(range), found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first !== undefined && last !== undefined) {
    return [known, await between(first.before, last.after)];
  }
  const isKnown = shown.some(({ facts }) => (facts?.headAfter ?? null) !== null);
  const none = { commits: 0, files: 0, insertions: 0, deletions: 0 };
  return [known, isKnown ? none : undefined];
}

/** A row sums up all attempts of its iteration in its run and in those that it names: what has no row was lost. */
function lostOf({ spent, history, since }: MorningSources): Lost | null {
  if (spent === undefined) return null;
  const recorded = new Set(
    history.flatMap((told) =>
      told.kind === 'own' && (told.row.kind === 'iteration' || told.row.kind === 'gave-up')
        ? [told.row.run, ...(told.row.runs ?? [])].map((run) => `${run} ${told.row.iteration}`)
        : [],
    ),
  );
  const lost = spent.filter(
    ({ run, iteration, at }) =>
      !recorded.has(`${run} ${iteration}`) && (since === undefined || at >= since),
  );
  const costs = lost.map(({ costUsd }) => costUsd);
  const costUnknown = costs.filter((cost) => cost === null).length;
  return { attempts: lost.length, costUsd: sumOf(costs), costUnknown };
}
