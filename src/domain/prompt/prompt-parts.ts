import type { Baseline } from '../phases/baseline.ts';
import type { Phase } from '../phases/phase.ts';
import type { Judgement } from '../phases/promises/promises.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import type { QuestionMode } from '../questions/without-questions.ts';
import type { Timestamps } from '../text/timestamps.ts';
import type { PersonWords } from './person-sections.ts';

/** A text given at the first run: inline, or a file of the session when it is long. */
export type Material =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

export interface Worktree {
  readonly repository: string;
  readonly baseBranch: string;
  /** Undefined in a session of an earlier version. */
  readonly baseCommit: string | undefined;
  readonly path: string;
  readonly branch: string;
}

/** Everything a prompt is made of, as plain data. */
export interface PromptParts extends PersonWords {
  /** The text of workflow.md. */
  readonly workflow: string;
  /** The agent's text, if the CLI does not load it itself. */
  readonly agent: string | undefined;
  readonly cwd: string;
  readonly provider: ProviderName;
  readonly phase: Phase;
  readonly iteration: number;
  readonly startedAt: Date;
  readonly timeLimitSeconds: number;
  /** What may be written besides in the sandbox; undefined: there is none. */
  readonly writable: readonly string[] | undefined;
  readonly timestamps: Timestamps;
  readonly worktree: Worktree;
  /** Whether a person has to be asked. */
  readonly questions: QuestionMode;
  readonly verify: string | undefined;
  readonly verifyPhases: Readonly<Partial<Record<Phase, string>>>;
  /** Lines about the worktree as it was made. */
  readonly gaps: readonly string[];
  /** Ignored files and folders of the base repository that the worktree does not have. */
  readonly lacking: readonly string[];
  /** The newest report and review since the plan was approved; undefined where no agent needs them. */
  readonly judged:
    { readonly report: Judgement | undefined; readonly review: Judgement | undefined } | undefined;
  /** How `VERIFY` ended before the first agent. */
  readonly baseline: Baseline | undefined;
  readonly dive: Material | undefined;
  readonly task: Material | undefined;
  /** What went wrong last time, one text for each thing. */
  readonly troubles: readonly string[];
}
