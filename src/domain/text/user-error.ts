/**
 * An error that is explained to the person: one line (or several, each given by itself, so that a file
 * name cannot begin one), one hint, no stack. Any other error that reaches the top is a bug in samocode.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly lines: readonly string[];
  /** What would help, without the word "hint". */
  readonly hint: string | undefined;
  /** The exit code of the program (spec section 2); 2, usage or configuration, unless told. */
  readonly exitCode: number;

  constructor(
    message: string | readonly string[],
    options: { readonly hint?: string; readonly exitCode?: number; readonly cause?: unknown } = {},
  ) {
    const lines = typeof message === 'string' ? [message] : message;
    super(lines.join('\n'), options.cause === undefined ? undefined : { cause: options.cause });
    this.lines = lines;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** What `take` returns, or the error that it has for a person; any other error is thrown. */
export function orUserError<T>(take: () => T): T | UserError {
  try {
    return take();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** What `take` returns; undefined where it has an error for a person, which another place tells. */
export function unlessUserError<T>(take: () => T): T | undefined {
  const taken = orUserError(take);
  return taken instanceof UserError ? undefined : taken;
}
