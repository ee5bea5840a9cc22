import type { ModelQuery } from '../models/model-list.ts';
import type { Phase } from '../phases/phase.ts';
import type { UsageQuery } from '../quota/usage-query.ts';
import type { AgentEvent } from './agent-event.ts';
import type { ThreadLog } from './cost/thread-log.ts';
import type { Outcome } from './outcome.ts';
import type { Permissions } from './permissions.ts';
import type { ProcessEnd } from './process-end.ts';
import type { ProviderName } from './provider-name.ts';

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
  /** Undefined: it tells its tokens, or its cost, in its events alone. */
  readonly threadLog?: ThreadLog;
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
