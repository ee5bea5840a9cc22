import { optionsOf } from '../../domain/questions/options.ts';
import { readQuestions } from '../../domain/questions/questions.ts';
import { buildReport } from '../../domain/report/build-report.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { isoOf } from '../../domain/text/timestamps.ts';
import type { Examined } from '../reading/examine.ts';
import type { SessionStatus } from '../reading/session-status.ts';
import { statusOf } from '../reading/status.ts';
import { changesOf } from './commit-changes.ts';
import { lostOf } from './lost-attempts.ts';
import type { MorningReport, Work } from './morning-report.ts';
import type { MorningSources } from './morning-sources.ts';

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
