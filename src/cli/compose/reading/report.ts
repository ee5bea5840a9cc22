import { statSync } from 'node:fs';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { findConfigFile } from '../../../adapters/config/files/find-config-file.ts';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { openChanges } from '../../../adapters/git/changes.ts';
import { findWork, type WorkPlace } from '../../../adapters/git/work-place.ts';
import { writeReport } from '../../../adapters/machine/report-file.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { sleepsTold } from '../../../adapters/session/logs/last-words.ts';
import { planNames } from '../../../adapters/session/materials.ts';
import { attemptsOf } from '../../../adapters/spend/session-spending.ts';
import { stateFolder } from '../../../adapters/state-folder.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { MorningSources } from '../../../app/report/morning-report.ts';
import { readHistoryLine } from '../../../domain/report/history-line.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { REPORT_SIGN } from '../../render/report/report-html.ts';
import { historyLinesOf, type ReadingFlags, type ReadSession } from './reading.ts';

/** The time limit for all git calls together; a result that is missing then is unknown. */
const GIT_LIMIT_MS = 15_000;

/** Reads the input of a report that `why` does not read: files and git; writes nothing. */
export function openMorning(
  session: ReadSession,
  flags: ReadingFlags,
): Pick<
  MorningSources,
  'history' | 'questions' | 'planFiles' | 'sleeps' | 'between' | 'work' | 'spent'
> {
  const environment = processEnvironment();
  const history = [...historyLinesOf(session)].flatMap(({ text }) => readHistoryLine(text) ?? []);
  const place = placeOf(session, flags);
  const changes = openChanges({
    folder: place.folder ?? session.path,
    environment,
    runTool,
    limitMs: GIT_LIMIT_MS,
    stop: NEVER.stop,
  });
  return {
    history,
    questions: session.store.questions()?.text,
    planFiles: planNames(session.path),
    sleeps: sleepsTold(session.path),
    between: changes.between,
    work: async () => {
      const { folder, base } = place;
      if (folder === undefined || base === undefined) return undefined;
      const found = await changes.over(base);
      if (found === undefined) return undefined;
      const command = joinShellWords(['git', '-C', folder, 'log', '--stat', `${base}..HEAD`]);
      return { folder, base, command, ...found };
    },
    spent: attemptsOf(stateFolder(environment, homeFolder(environment)), {
      path: session.path,
      // An earlier session in the same place is another one; 0 where the file system does not tell.
      from: statSync(session.path).birthtimeMs,
    }),
  };
}

function placeOf({ store }: ReadSession, flags: ReadingFlags): WorkPlace {
  const environment = processEnvironment();
  const cwd = process.cwd();
  const configPath = flags.config ?? findConfigFile(cwd);
  if (configPath === undefined) return { folder: undefined, base: undefined };
  const folders = workFolders({ configPath, cwd, home: homeFolder(environment) });
  return findWork(store.folder, { ...folders, environment, runTool });
}

/** Writes the report of `samocode report --html` (`writeReport`); returns its path. */
export function writeHtml(path: string, html: string, force: boolean): string {
  return writeReport(path, html, { force, sign: REPORT_SIGN });
}
