import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import {
  CRON_LINE_LIMIT,
  cronLine,
  type ScheduledCommand,
  type ScheduledListener,
  type ScheduledRun,
} from '../../domain/set-up/schedule.ts';
import type { Config } from '../../domain/settings/config.ts';
import { setOnlyHere } from '../../domain/settings/only-here.ts';
import { IN_SETTINGS_FILE } from '../../domain/settings/settings-files.ts';
import { stateFolder } from '../state-folder.ts';

/** The project to schedule, and the programs that a schedule starts. */
export interface ScheduledProject {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The path of Node. */
  readonly node: string;
  /** The path of samocode. */
  readonly program: string;
}

/** The run to schedule, and notes for the person. */
export interface ScheduleFacts {
  readonly run: ScheduledRun;
  readonly notes: readonly string[];
}

/** Variables with folders that a CLI and samocode use; secrets never get into a schedule. */
const FOLDERS = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'CLAUDE_CONFIG_DIR', 'CODEX_HOME'];

/** As this terminal would run it, with all that cron and systemd would not know; writes nothing. */
export function scheduleFacts(
  project: ScheduledProject,
  session: string,
  everyMs: number,
): ScheduleFacts {
  const { config, environment, home, node, program } = project;
  const name = scheduledName(config.configPath, session);
  const target = ['--config', config.configPath, '--session', session];
  const withPath = (path: string): ScheduledRun => ({
    session,
    unit: `samocode-${name}`,
    command: [node, program, 'run', '-q', ...target],
    cronFlags: ['--stamp'],
    environment: environmentWith(project, path),
    logPath: join(stateFolder(environment, home), `cron-${name}.log`),
    everyMs,
  });
  const own = [dirname(node), dirname(config.executable)];
  const whole = withPath(searchPath([...(environment['PATH'] ?? '').split(delimiter), ...own]));
  const isLong = Buffer.byteLength(cronLine(whole)) > CRON_LINE_LIMIT;
  return {
    run: isLong ? withPath(searchPath([...own, ...STANDARD_FOLDERS])) : whole,
    notes: notesOf(project, isLong),
  };
}

/** The listener of a project's bot. */
export function listenerFacts(project: ScheduledProject): {
  readonly listener: ScheduledListener;
  readonly notes: readonly string[];
} {
  const { config, environment, node, program } = project;
  const path = searchPath([...(environment['PATH'] ?? '').split(delimiter), dirname(node)]);
  return {
    listener: {
      project: projectName(config.configPath),
      unit: `samocode-listen-${scheduledName(config.configPath)}`,
      command: [node, program, 'listen', '--config', config.configPath],
      environment: environmentWith(project, path),
    },
    notes: notesOf(project, false),
  };
}

/** How often cron starts `samocode work` again where none runs. */
const WORK_EVERY_MS = 15 * 60_000;

/** `samocode work` of the user; its projects keep their settings themselves. */
export function workFacts(
  { environment, home, node, program }: Omit<ScheduledProject, 'config'>,
  flags: readonly string[],
): ScheduledCommand & { readonly notes: readonly string[] } {
  const withPath = (path: string): ScheduledCommand => ({
    command: [node, program, 'work', ...flags],
    cronFlags: ['--unless-running'],
    environment: environmentWith({ environment, home }, path),
    logPath: join(stateFolder(environment, home), 'cron-work.log'),
    everyMs: WORK_EVERY_MS,
  });
  const own = [dirname(node)];
  const whole = withPath(searchPath([...(environment['PATH'] ?? '').split(delimiter), ...own]));
  const isLong = Buffer.byteLength(cronLine(whole)) > CRON_LINE_LIMIT;
  return {
    ...(isLong ? withPath(searchPath([...own, ...STANDARD_FOLDERS])) : whole),
    notes: isLong ? [SHORTENED] : [],
  };
}

function environmentWith(
  { environment, home }: Pick<ScheduledProject, 'environment' | 'home'>,
  path: string,
): Record<string, string> {
  const folders = FOLDERS.flatMap((name) => {
    const value = environment[name];
    return value?.startsWith('/') === true ? [[name, value] as const] : [];
  });
  return { HOME: home, PATH: path, ...Object.fromEntries(folders) };
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

const STANDARD_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];

/** Absolute folders that are there, each once. */
function searchPath(entries: readonly string[]): string {
  const isThere = (entry: string): boolean =>
    isAbsolute(entry) && statSync(entry, { throwIfNoEntry: false })?.isDirectory() === true;
  return [...new Set(entries)].filter(isThere).join(delimiter);
}

const SHORTENED =
  "PATH was too long for a line of cron: folders that the agent's tools need may be missing";

function notesOf(
  { config, environment }: ScheduledProject,
  isShortened: boolean,
): readonly string[] {
  const here = setOnlyHere(environment, config.childSettings).filter(
    (name) => !FOLDERS.includes(name),
  );
  return [
    ...(here.length === 0
      ? []
      : [
          `set in this terminal only; a scheduled run finds them ${IN_SETTINGS_FILE}: ${here.join(', ')}`,
        ]),
    ...(isShortened ? [SHORTENED] : []),
  ];
}
