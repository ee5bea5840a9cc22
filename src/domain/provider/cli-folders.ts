import { accountOf } from './account.ts';
import type { AgentEvent, Outcome, ProviderName } from './agent.ts';
import { joinShellWords } from '../text/shell-words.ts';
import { tempFolderOf } from './temp-folder.ts';

/** With less free, the output of each command is lost, and Claude Code calls each a failure. */
export const MIN_FREE_TEMP_BYTES = 5 * 1024 * 1024;

/** A folder that a CLI writes to. */
export interface CliFolder {
  readonly key: 'CLAUDE_CONFIG_DIR' | 'CODEX_HOME' | 'TMPDIR';
  readonly path: string;
  /** The CLI makes it where it is missing. */
  readonly isMade: boolean;
}

/** Why nothing can be written there. */
export interface FolderTrouble {
  readonly folder: CliFolder;
  readonly kind: 'missing' | 'not-a-folder' | 'not-allowed' | 'read-only' | 'full' | 'other';
  readonly problem: string;
}

/** The configuration folder of the CLI and the one for temporary files. */
export function cliFolders(
  provider: ProviderName,
  environment: Readonly<Record<string, string>>,
  home: string,
): readonly CliFolder[] {
  const own = accountOf(provider, environment, home).folder;
  const key = provider === 'claude' ? 'CLAUDE_CONFIG_DIR' : 'CODEX_HOME';
  // Codex makes its default folder alone; Claude makes whichever it is (2.1.332, 0.171.0).
  const isMade = provider === 'claude' || environment[key] === undefined;
  return [
    { key, path: own, isMade },
    { key: 'TMPDIR', path: tempFolderOf(environment), isMade: true },
  ];
}

/** The trouble in one line. */
export function troubleText({ folder, problem }: FolderTrouble): string {
  return `${folder.key} ${folder.path}: ${problem}`;
}

/** The command that helps. */
export function troubleCure({ folder, kind }: FolderTrouble): string {
  const { key, path } = folder;
  const command = (...words: readonly string[]): string => joinShellWords(words);
  switch (kind) {
    case 'missing':
      return `${command('mkdir', '-p', '-m', '700', path)}, or set ${key} to a folder that exists`;
    case 'not-a-folder':
      return `${command('ls', '-ld', path)}; set ${key} to a folder`;
    case 'not-allowed':
      return `sudo chown "$(id -u)" ${command(path)} && ${command('chmod', 'u+rwx', path)}`;
    case 'read-only':
      return `${command('findmnt', '-T', path)} names the mount; make it writable, or set ${key} to another folder`;
    case 'full':
      return `free some space there (${command('df', '-h', path)})`;
    case 'other':
      return `${command('ls', '-ld', path)}; set ${key} to a folder that can be written`;
  }
}

/** Whether a CLI failed before its first event: a folder may be the cause. */
export function failedToBegin(
  outcome: Outcome,
  events: readonly AgentEvent[],
): outcome is Extract<Outcome, { kind: 'overload' | 'permanent' }> {
  return (
    events.every(({ kind }) => kind === 'lost') &&
    (outcome.kind === 'overload' || outcome.kind === 'permanent')
  );
}

/**
 * The outcome of a CLI that failed before its first event, with the folder that it could not write
 * as the reason. The next attempt would fail the same way.
 */
export function orFolderTrouble(
  outcome: Outcome,
  events: readonly AgentEvent[],
  troubles: readonly FolderTrouble[],
): Outcome {
  const [trouble] = troubles;
  if (trouble === undefined || !failedToBegin(outcome, events)) return outcome;
  const reason = `${troubleText(trouble)} (${outcome.reason})`;
  return trouble.kind === 'full'
    ? { kind: 'disk', reason, folder: trouble.folder.path }
    : { kind: 'permanent', reason, cure: troubleCure(trouble) };
}
