import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProviderName } from '../../src/domain/provider/provider-name.ts';
import { quoteSetting } from '../../src/domain/set-up/project-file.ts';
import { PROJECT_KEYS } from '../../src/domain/settings/table/table.ts';
import { UserError } from '../../src/domain/text/user-error.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The session of a simulation; of many, `it-1`, `it-2` … */
export const SESSION = 'it';

/** Runs git; says what went wrong when it did. */
export type Git = (cwd: string, ...args: readonly string[]) => Promise<void>;

/** The parts of a project besides its scenario. */
export interface ProjectParts {
  readonly folder: string;
  readonly provider: ProviderName;
  /** Names this simulation; every process it starts carries it. */
  readonly id: string;
  /** The program of Node, samocode's own file and the stand-in's, absolute. */
  readonly node: string;
  readonly program: string;
  readonly standIn: string;
  /** Where Telegram is looked for; absent: nothing is sent. */
  readonly telegramUrl?: string | undefined;
  readonly git: Git;
}

/** A project that is ready to be run. */
export interface Project {
  readonly folder: string;
  readonly config: string;
  readonly sessions: string;
  /** Where the stand-in finds its script and leaves its notes. */
  readonly scenarioFolder: string;
  /** Runs samocode on the project with a separate state folder, as a cron job would. */
  readonly launcher: string;
  /** The first session's folder, and those of more. */
  session(number?: number): string;
}

/** Makes a git repository, a `.samocode`, an `.env`, the CLI's place taken by the stand-in, and the session. */
export async function makeProject(scenario: Scenario, parts: ProjectParts): Promise<Project> {
  const { folder, git } = parts;
  const at = (name: string): string => join(folder, name);
  const { project, runtime } = settingsOf(scenario, parts);
  for (const name of [
    'project',
    'sessions',
    'worktrees',
    'home',
    'state',
    'config',
    'bin',
    'out',
  ]) {
    mkdirSync(at(name), { recursive: true });
  }
  await makeRepository(at('project'), git);
  write(at('.samocode'), project);
  write(at('.env'), runtime);
  writeScript(at('bin/agent'), [
    `SAMOCODE_SIMULATION=${quoted(parts.id)}`,
    'export SAMOCODE_SIMULATION',
    `exec ${[parts.node, parts.standIn, '--scenario', at('scenario')].map(quoted).join(' ')} "$@"`,
  ]);
  // State and configuration of its own: a limit that is only played must not close a real account.
  writeScript(at('run'), [
    `XDG_STATE_HOME=${quoted(at('state'))} XDG_CONFIG_HOME=${quoted(at('config'))}`,
    'export XDG_STATE_HOME XDG_CONFIG_HOME',
    `exec ${[parts.node, parts.program, '--config', at('.samocode')].map(quoted).join(' ')} "$@"`,
  ]);
  makeScenarioFolder(at('scenario'), scenario.agent);
  const session = (number?: number): string =>
    join(at('sessions'), number === undefined ? SESSION : `${SESSION}-${number}`);
  beginSession(scenario, session());
  return {
    folder,
    config: at('.samocode'),
    sessions: at('sessions'),
    scenarioFolder: at('scenario'),
    launcher: at('run'),
    session,
  };
}

/** The files that the stand-in reads and writes: lab/stand-in/scenario-folder.ts. */
function makeScenarioFolder(folder: string, agent: Scenario['agent']): void {
  for (const name of ['spawns', 'asks', 'events', 'prompts']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  write(join(folder, 'script.json'), JSON.stringify({ agent }));
}

/** The session as if begun by hand; nothing where the scenario begins with a new one. */
export function beginSession({ begin, files }: Scenario, folder: string): void {
  if (begin === 'new') return;
  mkdirSync(folder, { recursive: true });
  write(join(folder, '_overview.md'), overview(begin));
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text);
}

function settingsOf(
  { settings }: Scenario,
  { folder, provider, telegramUrl }: ProjectParts,
): { readonly project: string; readonly runtime: string } {
  const all: readonly (readonly [string, string])[] = Object.entries(settings);
  const isProject = ([key]: readonly [string, string]): boolean => PROJECT_KEYS.includes(key);
  const agent = join(folder, 'bin/agent');
  const defaults = {
    SAMOCODE_PROVIDER: provider,
    CLAUDE_PATH: agent,
    CODEX_PATH: agent,
    SAMOCODE_RETRY_DELAY: '0',
    SAMOCODE_LOGIN_STEPS: '0',
    // No process hangs for long, even if the player dies.
    CLAUDE_TIMEOUT: '120',
    CODEX_TIMEOUT: '120',
    // An account of its own, wherever it is run.
    ANTHROPIC_API_KEY: `simulation-${provider}`,
    CODEX_API_KEY: `simulation-${provider}`,
    ...(telegramUrl !== undefined && {
      ...{ TELEGRAM_BOT_TOKEN: '1:simulation', TELEGRAM_CHAT_ID: '1' },
      TELEGRAM_API_URL: telegramUrl,
    }),
  };
  const folders = { MAIN_REPO: 'project', WORKTREES: 'worktrees', SESSIONS: 'sessions' };
  return {
    project: dotenv({ ...folders, ...Object.fromEntries(all.filter(isProject)) }),
    runtime: dotenv({ ...defaults, ...Object.fromEntries(all.filter((one) => !isProject(one))) }),
  };
}

function dotenv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${dotenvValue(key, value)}\n`)
    .join('');
}

function dotenvValue(key: string, value: string): string {
  const quoted = quoteSetting(value);
  if (quoted !== undefined) return quoted;
  throw new UserError(
    `${key} cannot be written into a file of settings: ${JSON.stringify(value)}`,
    {
      hint: 'choose a folder and settings without line breaks, and without all of \' " and ` at once',
    },
  );
}

async function makeRepository(folder: string, git: Git): Promise<void> {
  write(join(folder, 'README.md'), '# simulation\n\nA throw-away project.\n');
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  // Its own identity: the agent commits here too, and there may be none on this machine.
  await git(folder, 'config', 'user.name', 'samocode simulate');
  await git(folder, 'config', 'user.email', 'simulate@localhost');
  await git(folder, 'config', 'commit.gpgsign', 'false');
  await git(folder, 'add', 'README.md');
  await git(folder, 'commit', '--quiet', '-m', 'Begin');
}

function overview(phase: string): string {
  return [
    ...['# Session: simulation', '', '## Status', `Phase: ${phase}`, 'Iteration: 3'],
    ...['Total Iterations: 3', 'Blocked: no', 'Last Action: Begun by hand', 'Next: Go on', ''],
    ...['## Flow Log', ''],
  ].join('\n');
}

function writeScript(path: string, lines: readonly string[]): void {
  write(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** As one word for a shell. */
function quoted(word: string): string {
  if (word.includes('\n')) {
    throw new UserError('a path with a line break cannot be simulated in', {
      hint: 'choose another folder',
    });
  }
  return `'${word.replaceAll("'", "'\\''")}'`;
}
