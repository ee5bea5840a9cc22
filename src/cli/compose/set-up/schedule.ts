import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { userSettingsPath } from '../../../adapters/config/files/raw-values.ts';
import { findExecutable } from '../../../adapters/config/folders/executable.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import {
  cronLine,
  type ScheduledListener,
  type ScheduledRun,
} from '../../../domain/set-up/schedule.ts';
import { setOnlyHere } from '../place/only-here.ts';
import { findBegun, findProject, type PlaceFlags, type Project } from '../place/place.ts';
import { stateFolder } from '../place/state-folder.ts';
import { telegramOf } from '../telegram/bot-state.ts';

/** The run to schedule, the folder of its units, and notes for the person. */
export interface ScheduleFacts {
  readonly run: ScheduledRun;
  readonly unitFolder: string;
  readonly notes: readonly string[];
}

/** Debian's cron refuses a command of 1000 bytes or more. */
export const CRON_LINE_LIMIT = 990;
/** Variables with folders that a CLI and samocode use; secrets never get into a schedule. */
const FOLDERS = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'CLAUDE_CONFIG_DIR', 'CODEX_HOME'];

/** As this terminal would run it, with all that cron and systemd would not know; makes nothing. */
export function scheduleFacts(flags: PlaceFlags, everyMs: number): ScheduleFacts {
  const place = findBegun(flags);
  const { config, environment, home, session } = place;
  const name = scheduledName(config.configPath, session);
  const target = ['--config', config.configPath, '--session', session];
  const withPath = (path: string): ScheduledRun => ({
    session,
    unit: `samocode-${name}`,
    command: [...program(place), 'run', '-q', ...target],
    environment: environmentWith(place, path),
    logPath: join(stateFolder(environment, home), `cron-${name}.log`),
    everyMs,
  });
  const own = [dirname(nodeProgram(place)), dirname(config.executable)];
  const whole = withPath(searchPath([...(environment['PATH'] ?? '').split(delimiter), ...own]));
  const isLong = Buffer.byteLength(cronLine(whole)) > CRON_LINE_LIMIT;
  return {
    run: isLong ? withPath(searchPath([...own, ...STANDARD_FOLDERS])) : whole,
    unitFolder: unitFolderOf(place),
    notes: notesOf(place, isLong),
  };
}

/** The listener of a project's bot; throws where Telegram is not set up. */
export function listenerFacts(flags: PlaceFlags): {
  readonly listener: ScheduledListener;
  readonly unitFolder: string;
  readonly notes: readonly string[];
} {
  const project = findProject(flags, { spawns: false });
  telegramOf(project);
  const { config, environment } = project;
  const path = searchPath([
    ...(environment['PATH'] ?? '').split(delimiter),
    dirname(nodeProgram(project)),
  ]);
  return {
    listener: {
      project: projectName(config.configPath),
      unit: `samocode-listen-${scheduledName(config.configPath)}`,
      command: [...program(project), 'listen', '--config', config.configPath],
      environment: environmentWith(project, path),
    },
    unitFolder: unitFolderOf(project),
    notes: notesOf(project, false),
  };
}

function program(project: Project): readonly string[] {
  return [nodeProgram(project), join(packageRoot(import.meta.url), 'dist', 'bin.js')];
}

function environmentWith({ environment, home }: Project, path: string): Record<string, string> {
  const folders = FOLDERS.flatMap((name) => {
    const value = environment[name];
    return value?.startsWith('/') === true ? [[name, value] as const] : [];
  });
  return { HOME: home, PATH: path, ...Object.fromEntries(folders) };
}

function unitFolderOf({ environment, home }: Project): string {
  return join(dirname(dirname(userSettingsPath(environment, home))), 'systemd', 'user');
}

/**
 * The name of the units and the log file. Two projects may have the same folder name and session name, so
 * it ends with a hash of the configuration path. Its length stays below the limit of a file name.
 */
function scheduledName(configPath: string, session?: string): string {
  const hash = createHash('sha256').update(configPath).digest('hex').slice(0, 8);
  const words = session === undefined ? [] : [session];
  return [projectName(configPath), ...words, hash].join('-');
}

function projectName(configPath: string): string {
  return basename(dirname(configPath))
    .replace(/[^\w.-]+/g, '-')
    .slice(0, PROJECT_NAME_LENGTH);
}

const PROJECT_NAME_LENGTH = 60;

/** Without /proc Node knows only the name it was started by. */
function nodeProgram({ environment, home }: Project): string {
  const name = process.execPath;
  const cwd = process.cwd();
  const { platform } = process;
  const found = findExecutable({ name, folder: cwd, cwd, environment, home, platform });
  return 'path' in found ? found.path : name;
}

const STANDARD_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];

/** Absolute folders that are there, each once. */
function searchPath(entries: readonly string[]): string {
  const isThere = (entry: string): boolean =>
    isAbsolute(entry) && statSync(entry, { throwIfNoEntry: false })?.isDirectory() === true;
  return [...new Set(entries)].filter(isThere).join(delimiter);
}

function notesOf({ config, environment }: Project, isShortened: boolean): readonly string[] {
  const envFile = join(dirname(config.configPath), '.env');
  const here = setOnlyHere(environment, config.childSettings).filter(
    (name) => !FOLDERS.includes(name),
  );
  return [
    ...(here.length === 0
      ? []
      : [`set in this terminal only; a scheduled run reads ${envFile}: ${here.join(', ')}`]),
    ...(isShortened
      ? ["PATH was too long for a line of cron: folders that the agent's tools need may be missing"]
      : []),
  ];
}
