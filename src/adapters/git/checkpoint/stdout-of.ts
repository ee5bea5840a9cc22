import type { ToolResult } from '../../tool.ts';

/** The output of a git that had to succeed; throws its complaint. */
export async function stdoutOf(running: Promise<ToolResult>): Promise<string> {
  const { ok, stdout, stderr, problem } = await running;
  if (!ok) throw new GitFailed(problem ?? stderr.trim());
  return stdout;
}

/** A git that failed, was stopped or took too long. */
export class GitFailed extends Error {
  override readonly name = 'GitFailed';
}
