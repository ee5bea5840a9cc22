import { UserError } from '../../../domain/text/user-error.ts';
import type { ToolResult } from '../../tool.ts';

/** The output of a git that had to succeed; throws its complaint. */
export async function stdoutOf(running: Promise<ToolResult>): Promise<string> {
  const { ok, stdout, stderr, problem } = await running;
  if (!ok) throw new GitFailed(problem ?? stderr.trim());
  return stdout;
}

/** A git that failed, was stopped or took too long. A person can repair what is behind it. */
export class GitFailed extends UserError {
  constructor(problem: string) {
    super(problem === '' ? 'git failed without a word' : problem.split('\n'), {
      hint: 'to see what is wrong with git or the repository: samocode doctor',
    });
  }
}
