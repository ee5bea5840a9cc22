import { statSync } from 'node:fs';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { openChanges } from '../../../adapters/git/changes.ts';
import { findBranch, findWork } from '../../../adapters/git/work-place.ts';
import { writeReport } from '../../../adapters/machine/report-file.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { restsTold } from '../../../adapters/session/logs/last-words.ts';
import {
  artefactText,
  keptTexts,
  planNames,
  summaryPath,
} from '../../../adapters/session/materials.ts';
import { planTextOf, promisedFiles } from '../../../adapters/session/promised.ts';
import { attemptsOf } from '../../../adapters/spend/session-spending.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { RunState } from '../../../app/ports/session/state.ts';
import type { MorningSources } from '../../../app/report/morning-report.ts';
import { planSteps } from '../../../domain/phases/promises/artefact-lines.ts';
import { type HistoryLine, readHistoryLine } from '../../../domain/report/history-line.ts';
import { type Checks, proofsOf, type Story } from '../../../domain/report/story.ts';
import { REPORT_SIGN } from '../../render/report/report-html.ts';
import type { ReadingFlags, ReadSession } from './reading.ts';

/** The time limit for all git calls together; a result that is missing then is unknown. */
const GIT_LIMIT_MS = 15_000;

/** Reads the input of a report that `why` does not read: files and git; writes nothing. */
export function openMorning(
  { path, store, historyLines }: ReadSession,
  flags: ReadingFlags,
): Pick<
  MorningSources,
  'history' | 'questions' | 'planFiles' | 'rests' | 'between' | 'work' | 'story' | 'spent'
> {
  const at = namedHere(flags.config);
  const { environment } = at;
  const place = findWork(store.folder, { ...workFolders(at), environment, runTool });
  const { folder = path } = place;
  const recorded = store.state().branch?.base;
  const base = recorded?.name ?? place.base;
  const how = { environment, runTool, limitMs: GIT_LIMIT_MS, stop: NEVER.stop };
  const changes = openChanges({ folder, ...how });
  const history = [...historyLines()].flatMap(({ text }) => readHistoryLine(text) ?? []);
  const start = recorded?.commit ?? base;
  const { branch, tip } = tipOf(store, { ...workFolders(at), folder });
  return {
    history,
    questions: store.questions()?.text,
    planFiles: planNames(path),
    rests: restsTold(path),
    between: changes.between,
    work: async () => {
      const found =
        start === undefined || branch === undefined ? undefined : await changes.over(start, branch);
      if (base === undefined || found === undefined) return undefined;
      return { folder, base, baseCommit: recorded?.commit ?? null, ...found };
    },
    story: async () => ({
      ...tellsOf(path),
      checks: checksOf(path, history, store.state()),
      commits:
        (start === undefined || tip === undefined
          ? undefined
          : await changes.commitsOver(start, tip)) ?? null,
    }),
    // An earlier session in the same place is another one; 0 where the file system does not tell.
    spent: attemptsOf(at.stateDir, { path, from: statSync(path).birthtimeMs }),
  };
}

/**
 * The branch of the work, and its last commit; undefined: it is gone. Without the session's worktree, HEAD
 * is another branch.
 */
function tipOf(
  store: ReadSession['store'],
  { mainRepo, folder }: { readonly mainRepo: string | undefined; readonly folder: string },
): { readonly branch: string | undefined; readonly tip: string | undefined } {
  const owned = store.state().branch;
  if (owned === undefined || mainRepo === undefined || folder !== mainRepo) {
    return { branch: 'HEAD', tip: 'HEAD' };
  }
  const branch = findBranch(mainRepo, folder, owned.name).isBranch(owned.name)
    ? `refs/heads/${owned.name}`
    : undefined;
  return { branch, tip: branch ?? store.ledger().head };
}

/** The task of the person, and the texts of agents for them. */
function tellsOf(path: string): Pick<Story, 'task' | 'summary' | 'planSteps'> {
  const { task, dive } = keptTexts(path);
  const summary = summaryPath(path);
  return {
    task: task ?? dive ?? null,
    summary: summary === null ? null : (artefactText(summary) ?? null),
    planSteps: planSteps(planTextOf(path) ?? ''),
  };
}

function checksOf(path: string, history: readonly HistoryLine[], { baseline }: RunState): Checks {
  const { report, review } = promisedFiles(path, 0, 0);
  const verdictOf = (of: typeof report): Checks['review'] =>
    of === undefined ? null : { name: of.name, verdict: of.verdict ?? null };
  return {
    baseline: baseline === undefined ? null : { isGreen: baseline.isGreen, how: baseline.how },
    proofs: proofsOf(history),
    testReport: verdictOf(report),
    review: verdictOf(review),
  };
}

/** Writes the report of `samocode report --html` (`writeReport`); returns its path. */
export function writeHtml(path: string, html: string, force: boolean): string {
  return writeReport(path, html, { force, sign: REPORT_SIGN });
}
