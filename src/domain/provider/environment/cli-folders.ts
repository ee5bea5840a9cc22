import { joinShellWords } from '../../text/shell-words.ts';
import { accountOf } from '../account.ts';
import type { AgentEvent } from '../agent-event.ts';
import type { Outcome } from '../outcome.ts';
import type { ProviderName } from '../provider-name.ts';
import { tempFolders, type TempVariable } from './temp-folder.ts';

/** With less free, the output of each command is lost, and Claude Code calls each a failure. */
export const MIN_FREE_TEMP_BYTES = 5 * 1024 * 1024;

/** A folder that a CLI writes to. */
export interface CliFolder {
  readonly key: 'CLAUDE_CONFIG_DIR' | 'CODEX_HOME' | TempVariable;
  readonly path: string;
  /** The CLI makes it where it is missing. */
  readonly isMade: boolean;
  readonly isTemporary: boolean;
}

/** Why nothing can be written there. */
export interface FolderTrouble {
  readonly folder: CliFolder;
  readonly kind: 'missing' | 'not-a-folder' | 'not-allowed' | 'read-only' | 'full' | 'other';
  readonly problem: string;
  /** The path that was tried: the folder, or the nearest one above that exists where the CLI makes it. */
  readonly tried: string;
}

/** A CLI with the environment that it is started in. */
export interface CliPlace {
  readonly provider: ProviderName;
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  /** In bubblewrap: temporary files go to a folder that samocode creates for each program. */
  readonly isSandboxed: boolean;
}

/** The configuration folder of the CLI and those for temporary files. */
export function cliFolders(place: CliPlace): readonly CliFolder[] {
  const { provider, environment, home, isSandboxed } = place;
  const own = accountOf(provider, environment, home).folder;
  const key = provider === 'claude' ? 'CLAUDE_CONFIG_DIR' : 'CODEX_HOME';
  // Codex makes its default folder alone; Claude makes whichever it is (2.1.332, 0.171.0).
  const isMade = provider === 'claude' || environment[key] === undefined;
  const temporary = isSandboxed ? [] : tempFolders(provider, environment);
  return [
    { key, path: own, isMade, isTemporary: false },
    ...temporary.map((folder) => ({ ...folder, isTemporary: true })),
  ];
}

/** The trouble in one line. */
export function troubleText({ folder, problem }: FolderTrouble): string {
  return `${folder.key} ${folder.path}: ${problem}`;
}

/** The command that helps. */
export function troubleCure({ folder, kind, tried }: FolderTrouble): string {
  const { key, path } = folder;
  const command = (...words: readonly string[]): string => joinShellWords(words);
  switch (kind) {
    case 'missing':
      return `${command('mkdir', '-p', '-m', '700', path)}, or set ${key} to a folder that exists`;
    case 'not-a-folder':
      return `${command('ls', '-ld', tried)}; set ${key} to a folder`;
    case 'not-allowed':
      return `sudo chown "$(id -u)" ${command(tried)} && ${command('chmod', 'u+rwx', tried)}`;
    case 'read-only':
      return `${command('findmnt', '-T', tried)} names the mount; make it writable, or set ${key} to another folder`;
    case 'full':
      return `free some space there (${command('df', '-h', tried)})`;
    case 'other':
      return `${command('ls', '-ld', tried)}; set ${key} to a folder that can be written`;
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
  if (!failedToBegin(outcome, events)) return outcome;
  const named = troubles.find(({ folder }) => outcome.reason.includes(folder.path));
  const trouble = named ?? troubles[0];
  if (trouble === undefined) return outcome;
  const reason = `${troubleText(trouble)} (${outcome.reason})`;
  return trouble.kind === 'full'
    ? { kind: 'disk', reason, folder: trouble.tried }
    : { kind: 'permanent', reason, cure: troubleCure(trouble) };
}
