import { statSync } from 'node:fs';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { openChanges } from '../../../adapters/git/changes.ts';
import { findBranch, findWork } from '../../../adapters/git/work-place.ts';
import { writeReport } from '../../../adapters/machine/report-file.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { planNames } from '../../../adapters/session/artefacts/materials.ts';
import { storyFiles } from '../../../adapters/session/artefacts/story-files.ts';
import { restsTold } from '../../../adapters/session/logs/last-words.ts';
import { attemptsOf } from '../../../adapters/spend/session-spending.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { MorningSources } from '../../../app/report/morning-sources.ts';
import { storyOf } from '../../../app/report/story.ts';
import { workTip } from '../../../app/report/work-tip.ts';
import { readHistoryLine } from '../../../domain/report/history-line.ts';
import { REPORT_SIGN } from '../../render/report/html/report-html.ts';
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
  const { mainRepo } = workFolders(at);
  const { branch, tip } = workTip({
    ...{ owned: store.state().branch?.name, mainRepo, folder, head: store.ledger().head },
    isBranch: (name) => mainRepo !== undefined && findBranch(mainRepo, folder, name).isBranch(name),
  });
  const known = start !== undefined && tip !== undefined;
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
    story: async () => {
      const commits = known ? await changes.commitsOver(start, tip) : undefined;
      return storyOf(storyFiles(path), { history, state: store.state(), commits });
    },
    // An earlier session in the same place is another one; 0 where the file system does not tell.
    spent: attemptsOf(at.stateDir, { path, from: statSync(path).birthtimeMs }),
  };
}

/** Writes the report of `samocode report --html` (`writeReport`); returns its path. */
export function writeHtml(path: string, html: string, force: boolean): string {
  return writeReport(path, html, { force, sign: REPORT_SIGN });
}
