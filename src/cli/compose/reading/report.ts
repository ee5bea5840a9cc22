import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { findConfigFile } from '../../../adapters/config/files/find-config-file.ts';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { exists } from '../../../adapters/disk/entries.ts';
import { readRegular } from '../../../adapters/disk/regular-file.ts';
import { replaceFile } from '../../../adapters/disk/write-file.ts';
import { openChanges } from '../../../adapters/git/changes.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { openRepository } from '../../../adapters/git/repository.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { sleepsTold } from '../../../adapters/session/logs/last-words.ts';
import { planNames } from '../../../adapters/session/materials.ts';
import { attemptsOf } from '../../../adapters/spend/session-spending.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { MorningSources } from '../../../app/report/morning-report.ts';
import { readHistoryLine } from '../../../domain/report/history-line.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { REPORT_SIGN } from '../../render/report/report-html.ts';
import { stateFolder } from '../place/state-folder.ts';
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

interface WorkPlace {
  /** The session's worktree, or the repository where there is none. */
  readonly folder: string | undefined;
  /** The branch that its work started from. */
  readonly base: string | undefined;
}

function placeOf({ store }: ReadSession, flags: ReadingFlags): WorkPlace {
  const environment = processEnvironment();
  const cwd = process.cwd();
  const configPath = flags.config ?? findConfigFile(cwd);
  if (configPath === undefined) return { folder: undefined, base: undefined };
  const { mainRepo, worktrees } = workFolders({ configPath, cwd, home: homeFolder(environment) });
  if (mainRepo === undefined || !existsSync(mainRepo))
    return { folder: undefined, base: undefined };
  const git = findGitPlace(mainRepo);
  const repository = openRepository({
    mainRepo,
    gitDir: git.kind === 'work-tree' ? git.gitDir : undefined,
    environment,
    ownFolders: [],
    runTool,
  });
  const worktree = worktrees === undefined ? undefined : join(worktrees, store.folder);
  const folder = worktree !== undefined && existsSync(worktree) ? worktree : mainRepo;
  return { folder, base: repository.baseBranch() };
}

/** A larger file cannot be one of our reports. */
const REPORT_LIMIT_BYTES = 64 * 1024 * 1024;
const SIGN_WITHIN_BYTES = 2048;

/**
 * Writes a report to a file, all of it or nothing, and says where. An earlier report is replaced;
 * any other file only by force.
 */
export function writeReport(path: string, html: string, force: boolean): string {
  const full = resolve(path);
  if (!force && exists(full) && !isReport(full)) {
    throw new UserError(`${path} is there, and is no report of samocode`, {
      hint: 'name another file, or replace it with --force',
    });
  }
  try {
    replaceFile(full, html);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`the report cannot be written: ${reason}`, {
      hint: 'name a file in a folder that you may write, or --html - for stdout',
    });
  }
  return full;
}

function isReport(path: string): boolean {
  const reading = readRegular(path, REPORT_LIMIT_BYTES);
  if (reading.kind !== 'file') return false;
  return reading.bytes.toString('utf8', 0, SIGN_WITHIN_BYTES).includes(REPORT_SIGN);
}
