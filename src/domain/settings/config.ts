import type { Permissions, ProviderName } from '../provider/agent.ts';
import { printableJson } from '../text/printable.ts';

/** A setting as somebody wrote it. */
export interface RawValue {
  readonly value: string;
  /** `environment`, `<path>:<line>`, or the flag (`--timeout`). */
  readonly source: string;
  /** What a relative path in the value is relative to. */
  readonly folder: string;
}

/** By key; a map, so that no key can be mistaken for a property that every object has. */
export type RawValues = ReadonlyMap<string, RawValue>;

/** One thing that is wrong, enough to find it and to mend it. */
export interface ConfigProblem {
  readonly source: string;
  /** The variable or flag; empty when the source itself is the problem. */
  readonly key: string;
  /** Reads on after the key: `is "5s", not a whole number`. */
  readonly message: string;
  readonly hint: string;
}

export interface TelegramSettings {
  readonly token: string;
  readonly chatId: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Who in the chat may act; none: everybody in it. */
  readonly userIds: readonly number[];
}

/** What the settings say, apart from folders and programs, which must be looked up on disk. */
export interface Settings {
  readonly provider: ProviderName;
  /** The selected provider's model; undefined is the CLI's own default. */
  readonly model: string | undefined;
  readonly maxTurns: number;
  /** The time one attempt may take. */
  readonly timeoutMs: number;
  /** An attempt of which nothing has moved for so long is ended; undefined: never. */
  readonly idleTimeoutMs: number | undefined;
  /** More arguments for the selected CLI, after ours. */
  readonly extraArgs: readonly string[];
  /** Attempts in all, the first among them. */
  readonly maxAttempts: number;
  /** The base of the backoff between attempts; 0 is at once. */
  readonly retryDelayMs: number;
  /** US dollars that all runs of the user may spend on a local day, as far as providers tell. */
  readonly maxCostPerDayUsd: number | undefined;
  readonly telegram: TelegramSettings | undefined;
  /** Stands before the branch's name with a slash between; it has none at its end. */
  readonly branchPrefix: string | undefined;
  readonly permissions: Permissions;
  /** What the agent and the proof of work run in; undefined: nothing was said. */
  readonly sandbox: 'none' | 'bwrap' | undefined;
  /** Folders and files that may be written in the sandbox, too, as they were written. */
  readonly sandboxWrite: readonly string[];
  readonly maxLogBytes: number;
  /** Iterations in a row without progress until a session is blocked; 0 is never. */
  readonly stuckAfter: number;
  /** A dead-man service's address; a secret, for whoever knows it can keep the service quiet. */
  readonly pingUrl: string | undefined;
  /** The command that proves the work, for a shell. */
  readonly verify: string | undefined;
  readonly verifyTimeoutMs: number;
}

/** Absolute paths of folders that exist. */
export interface Folders {
  /** Within a git work tree. */
  readonly mainRepo: string;
  readonly worktrees: string;
  readonly sessions: string;
}

/** Everything a command may ask about how it is set up. */
export interface Config extends Settings, Folders {
  /** The absolute path of the `.samocode` that was read. */
  readonly configPath: string;
  /** The selected provider's program: an absolute path when it was checked, else as it was written. */
  readonly executable: string;
  /** Credentials and proxies from the `.env` files, for the child's environment only. */
  readonly childSettings: Readonly<Record<string, string>>;
}

/** One line: `source: KEY message (hint)`. */
export function formatProblem(problem: ConfigProblem): string {
  return `${describeProblem(problem)} (${problem.hint})`;
}

/** The same without the hint. */
export function describeProblem({ source, key, message }: ConfigProblem): string {
  if (key === '') return `${source} ${message}`;
  return source === key ? `${key} ${message}` : `${source}: ${key} ${message}`;
}

/** A value as a message may show it: quoted, one line, no control characters, cut to 100 characters. */
export function shown(value: string): string {
  const cut = value.length > 100 ? `${value.slice(0, 99)}…` : value;
  return printableJson(JSON.stringify(cut));
}
