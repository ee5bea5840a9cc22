/** The part of the prompt that the stand-in reads: the labels of the session context. */
export interface Context {
  readonly session: string;
  readonly cwd: string;
  readonly phase: string;
  readonly iteration: number;
  readonly fileStamp: string;
  readonly flowStamp: string;
}

/** Reads the labels; throws when this is no prompt of samocode's. */
export function readContext(prompt: string): Context {
  // The workflow above it uses the same words.
  const context = prompt.slice(prompt.lastIndexOf('\n# Session Context\n'));
  const label = (name: string): string => {
    const match = new RegExp(`^- ${name}: (.*)$`, 'm').exec(context);
    if (match?.[1] === undefined) throw new Error(`the prompt has no "- ${name}:"`);
    return match[1].trim();
  };
  return {
    session: label('Session path'),
    cwd: label('Working directory'),
    phase: label('Phase'),
    iteration: Number(label('Iteration')),
    fileStamp: label('TIMESTAMP_FILE'),
    flowStamp: label('TIMESTAMP_ITERATION'),
  };
}
