/** A question to a CLI that costs no turn of the model. */
export interface CliQuery<Answer> {
  /** With the settings among the extra arguments of an attempt. */
  readonly args: (extraArgs: readonly string[]) => readonly string[];
  /** For its stdin, which stays open: at its end the CLI leaves the question unanswered. */
  readonly input: string;
  /** Each line of an answer contains one of these. */
  readonly marks: readonly string[];
  /** Undefined for a line that answers nothing. Never throws. */
  readonly read: (line: string) => Answer | NoAnswer | undefined;
}

/** Why a CLI did not answer. */
export interface NoAnswer {
  readonly why: string;
}
