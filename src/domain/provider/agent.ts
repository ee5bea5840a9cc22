import type { ModelQuery } from '../models/model-list.ts';
import type { Phase } from '../phases/phase.ts';
import type { UsageQuery } from '../quota/usage-query.ts';
import type { WindowUse } from '../quota/window-use.ts';

/** The CLIs samocode can run. */
export const PROVIDER_NAMES = ['claude', 'codex'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/**
 * The calls that need no approval; `accept-edits` exists for Claude Code, `sandbox` is Codex's own
 * sandbox.
 */
export const PERMISSIONS = ['bypass', 'accept-edits', 'sandbox'] as const;
export type Permissions = (typeof PERMISSIONS)[number];

/** Tokens of one attempt, as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
}

/** What any agent shows while it runs, whichever CLI it is. */
export type AgentEvent =
  | {
      readonly kind: 'started';
      readonly agentSession?: string;
      readonly model?: string;
      readonly cliVersion?: string;
      /** Who pays, in the CLI's own word (Claude's `apiKeySource`). */
      readonly billing?: string;
      /** The permission mode in force, in the CLI's own word. */
      readonly permissionMode?: string;
    }
  /**
   * The current activity in one line, for display only. `byCli`: text of the CLI itself, or an
   * error that it recovers from; not a sign that the model answers.
   */
  | {
      readonly kind: 'activity';
      readonly text: string;
      readonly byCli?: true;
      /** A tool was called: the conversation is under way. */
      readonly isToolCall?: true;
    }
  /** The CLI is retrying by itself: alive, but stuck. */
  | { readonly kind: 'retrying'; readonly text: string }
  /** A usage window was used up; `until` in epoch milliseconds when the provider named the reset. */
  | { readonly kind: 'limit'; readonly until?: number; readonly model?: string }
  /** How much of the account's usage windows is used. */
  | { readonly kind: 'quota'; readonly windows: readonly WindowUse[] }
  /** The provider's error channel: a code when it has one, an HTTP status when it has one. */
  | {
      readonly kind: 'error';
      readonly code?: string;
      readonly status?: number;
      readonly text: string;
      /** When a window opens again, where the error says so: epoch milliseconds, and from now on. */
      readonly resetsAt?: number;
      readonly resetsInMs?: number;
    }
  /** The CLI continues with part of its set-up missing, or does not know its cost. */
  | { readonly kind: 'warning'; readonly text: string }
  /** The CLI goes on, and could not save output of a tool or a part of its transcript. */
  | { readonly kind: 'lost'; readonly text: string }
  /** A tool call that the CLI refused for want of permission. */
  | { readonly kind: 'denied'; readonly text: string }
  /** The turn is over. There may be several; the last one counts. */
  | {
      readonly kind: 'finished';
      readonly ok: boolean;
      /** Why not, in the provider's own code (`error_max_turns`, `refusal`, …). */
      readonly code?: string;
      readonly status?: number;
      readonly text: string;
      /** As of an error. */
      readonly resetsAt?: number;
      readonly resetsInMs?: number;
      /** Cumulative for the process; absent where the provider does not tell. */
      readonly costUsd?: number;
      /** The CLI has no price for a model that was used: its sum is none. */
      readonly isCostUnknown?: true;
      readonly usage?: Usage;
      /** Turns of the conversation so far, where the CLI counts them. */
      readonly turns?: number;
    };

/** Whether the model itself said or did something, without an error. */
export function isOfModel(event: AgentEvent): boolean {
  return event.kind === 'activity' && event.byCli !== true;
}

/** How the process came to its end, as the process room saw it. */
export type EndCause =
  /** By itself. */
  | 'exited'
  /** It had finished and would not go; ended by us, and that is a normal end. */
  | 'lingered'
  | 'timeout'
  /** Nothing of it had moved for the idle time. */
  | 'idle'
  /** We were asked to stop. */
  | 'stopped'
  | 'log-limit'
  | 'disk-full'
  /** Too little room for temporary files; `fullFolder` is theirs. */
  | 'temp-full'
  /** Its working folder was removed or replaced while it worked. */
  | 'folder-lost'
  /** It runs in another permission mode than the one it was started with. */
  | 'restricted'
  /** The program did not start; `stderrTail` has the reason. */
  | 'not-started';

/** A process that is over. */
export interface ProcessEnd {
  readonly cause: EndCause;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last 8 KiB of stderr. */
  readonly stderrTail: string;
  readonly durationMs: number;
  /** How many left-over processes the sweep had to end. */
  readonly swept: number;
  /** The pids of those that it could not end within its limit; absent when none was left. */
  readonly survivors?: readonly number[];
  /** Of `idle`: for how long nothing had moved, in milliseconds. */
  readonly stillMs?: number;
  /** A folder that it needs, on a disk that had no room left when it ended. */
  readonly fullFolder?: string;
  /** Why its working folder is not the one any more that it was started for. */
  readonly lostFolder?: string;
}

/**
 * Why a fresh attempt may succeed although this one failed for a lasting reason. `conversation`: the API
 * refuses the content of this conversation, which a new process does not have. `renewal`: another
 * process renews the login, or replaces the program.
 */
export const FRESH_TRIES = ['conversation', 'renewal'] as const;
export type FreshTry = (typeof FRESH_TRIES)[number];

/** Who rests for a failure that passes: this session alone, all of this machine, or all sessions of the account. */
export type Reach = 'session' | 'machine' | 'account';

/** The result of an attempt, without its signal file. */
export type Outcome =
  | { readonly kind: 'ok'; readonly text: string }
  /** Passing: the next attempt may do better (5xx, network, crash, timeout, turn limit). */
  | {
      readonly kind: 'overload';
      readonly reason: string;
      /** Who rests for it, if not all of the account. */
      readonly reach?: Exclude<Reach, 'account'>;
    }
  /** A usage window; `until` in epoch milliseconds when known. */
  | {
      readonly kind: 'limit';
      readonly reason: string;
      readonly until?: number;
      /** The one model that is limited, where the provider names one. */
      readonly model?: string;
    }
  /** Only a person can fix it: credits, billing, login, refusal. */
  | {
      readonly kind: 'person';
      readonly reason: string;
      readonly cure: string;
      readonly fresh?: FreshTry;
    }
  /** Will fail the same way again: unknown model, bad flag, prompt too long. */
  | {
      readonly kind: 'permanent';
      readonly reason: string;
      readonly cure: string;
      readonly fresh?: FreshTry;
    }
  /** The disk is full: no fault of the provider's. `folder` is on that disk, where it is known. */
  | { readonly kind: 'disk'; readonly reason: string; readonly folder: string | undefined }
  /** We ended it because we were asked to. */
  | { readonly kind: 'stopped' };

/** The input from which a provider builds its command line. */
export interface AgentTask {
  readonly phase: Phase;
  readonly cwd: string;
  /** The agents of the phases, as a plugin of Claude. */
  readonly pluginFolder: string;
  /** The repository brings skills for Claude. */
  readonly hasSkills: boolean;
  readonly sessionDir: string;
  /** The repository's common git directory, absolute. */
  readonly repoGitDir: string | undefined;
  /** The folders in which git writes for a commit in `cwd`; they exist. The worktree's own git folder is
   * one of them: Codex's sandbox lets git write there only if it is named. */
  readonly gitFolders: readonly string[];
  readonly executable: string;
  readonly model: string | undefined;
  /** The CLI's own word. */
  readonly effort: string | undefined;
  readonly maxTurns: number;
  readonly permissions: Permissions;
  readonly extraArgs: readonly string[];
  /** The prompt's file; for a CLI that reads it by itself. */
  readonly promptPath: string;
  /** A fresh UUID; Claude takes it as its session id. */
  readonly agentSession: string;
  readonly runId: string;
  readonly isRoot: boolean;
  /** The rest of the cost bound, in US dollars. */
  readonly budgetUsd: number | undefined;
  /** The time one attempt may take; tool timeouts are raised to it. */
  readonly timeoutMs: number;
  /** What the child inherits. */
  readonly inherited: Readonly<Record<string, string>>;
}

/** What to start: the prompt is a file, never an argument. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables added to the inherited environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** The permission mode that it asks for, in the word that the CLI reports; absent where it reports none. */
  readonly permissionMode?: string;
  /** The folder of its temporary files, where its own `TMPDIR` is a name inside a sandbox. */
  readonly temporary?: string;
  /** It is started by a wrapper with an init of its own: the program is the wrapper's grandchild. */
  readonly isWrapped?: true;
}

/** Everything a verdict is made of. */
export interface Evidence {
  readonly events: readonly AgentEvent[];
  readonly end: ProcessEnd;
  /** Epoch milliseconds, for reset times that are only given as a local clock time. */
  readonly now: number;
}

/** One CLI, as pure functions; `satisfies Record<ProviderName, Provider>` in adapters/providers. */
export interface Provider {
  readonly name: ProviderName;
  /** The signal on which the CLI ends its tools before itself. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /**
   * Where the prompt goes: a file of which the CLI makes its system prompt, which survives compaction
   * (stdin carries one sentence), or stdin.
   */
  readonly promptIn: 'system-prompt' | 'stdin';
  /** The longest prompt the CLI takes, in bytes. */
  readonly promptLimitBytes: number;
  /** Whether the agent's text goes into the prompt (true) or is loaded by the CLI itself (false). */
  readonly agentInPrompt: boolean;
  /** Whether the CLI is told how much it may spend. */
  readonly takesBudget: boolean;
  /** Undefined: it tells its usage windows in its events, or not at all. */
  readonly usageQuery?: UsageQuery;
  readonly modelQuery: ModelQuery;
  command(task: AgentTask): Command;
  /**
   * Byte strings: every line that a verdict needs contains one of them, and every such line is
   * parsed.
   */
  readonly verdictMarks: readonly string[];
  /** The same for lines that only feed the eye; of these the newest in each slice is enough. */
  readonly activityMarks: readonly string[];
  /** Lines that begin with one of these never matter and are passed over unread. */
  readonly dullHeads: readonly string[];
  /** The events of one line of stdout; none for anything unknown or broken. Never throws. */
  parse(line: string): readonly AgentEvent[];
  /** Classes the attempt: own kill reason, then the last `finished`, then error events, then stderr. */
  judge(evidence: Evidence): Outcome;
}
