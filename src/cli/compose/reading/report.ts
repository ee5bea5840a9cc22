import { statSync } from 'node:fs';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { openChanges } from '../../../adapters/git/changes.ts';
import { findWork } from '../../../adapters/git/work-place.ts';
import { writeReport } from '../../../adapters/machine/report-file.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { sleepsTold } from '../../../adapters/session/logs/last-words.ts';
import { planNames } from '../../../adapters/session/materials.ts';
import { attemptsOf } from '../../../adapters/spend/session-spending.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { MorningSources } from '../../../app/report/morning-report.ts';
import { readHistoryLine } from '../../../domain/report/history-line.ts';
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
  'history' | 'questions' | 'planFiles' | 'sleeps' | 'between' | 'work' | 'spent'
> {
  const at = namedHere(flags.config);
  const { environment } = at;
  const place = findWork(store.folder, { ...workFolders(at), environment, runTool });
  const { folder = path } = place;
  const recorded = store.state().branch?.base;
  const base = recorded?.name ?? place.base;
  const how = { environment, runTool, limitMs: GIT_LIMIT_MS, stop: NEVER.stop };
  const changes = openChanges({ folder, ...how });
  return {
    history: [...historyLines()].flatMap(({ text }) => readHistoryLine(text) ?? []),
    questions: store.questions()?.text,
    planFiles: planNames(path),
    sleeps: sleepsTold(path),
    between: changes.between,
    work: async () => {
      const start = recorded?.commit ?? base;
      const found = start === undefined ? undefined : await changes.over(start);
      if (base === undefined || found === undefined) return undefined;
      return { folder, base, baseCommit: recorded?.commit ?? null, ...found };
    },
    // An earlier session in the same place is another one; 0 where the file system does not tell.
    spent: attemptsOf(at.stateDir, { path, from: statSync(path).birthtimeMs }),
  };
}

/** Writes the report of `samocode report --html` (`writeReport`); returns its path. */
export function writeHtml(path: string, html: string, force: boolean): string {
  return writeReport(path, html, { force, sign: REPORT_SIGN });
}
