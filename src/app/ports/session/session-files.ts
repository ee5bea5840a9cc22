import type { Phase } from '../../../domain/phases/phase.ts';
import type { Artefacts } from '../../../domain/phases/promises/promises.ts';
import type { Material } from '../../../domain/prompt/prompt-parts.ts';
import type { Status } from '../../../domain/session/overview.ts';

export type OverviewFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'status'; readonly status: Status }
  /** It cannot be followed; the message names the file and what is wrong. `like`: the phase that was probably meant. */
  | { readonly kind: 'problem'; readonly message: string; readonly like?: Phase | undefined };

export interface QuestionsFile {
  readonly text: string;
  readonly hash: string;
}

/** The files among the artefacts that phases promise; and the words of the active plan. */
export interface PromisedFiles extends Omit<
  Artefacts,
  'isCommitted' | 'isWithoutCommit' | 'isUnasked'
> {
  readonly saysNoCommit: boolean;
}

/** First-run material, kept as long as the session. */
export interface Materials {
  readonly dive: Material | undefined;
  readonly task: Material | undefined;
}

export interface LogFiles {
  /** Name inside `_logs/`, for rows and messages. */
  readonly name: string;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  readonly promptPath: string;
}
