import { join } from 'node:path';
import { processEnvironment } from '../../../adapters/config/environment.ts';
import { gitEnvironment } from '../../../adapters/git/environment.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { UserError } from '../../../domain/text/user-error.ts';

/** The scripted stand-in for the CLIs, as it ships. */
export const STAND_IN = join(packageRoot(import.meta.url), 'dist', 'stand-in.js');

const GIT_LIMIT_MS = 30_000;

/** Runs git in a throw-away repository; throws a UserError when it cannot. */
export async function git(cwd: string, ...args: readonly string[]): Promise<void> {
  const env = gitEnvironment(processEnvironment());
  const how = { cwd, timeoutMs: GIT_LIMIT_MS, env, graceMs: 0, ...NEVER };
  const result = await runTool('git', args, how);
  if (result.ok) return;
  throw new UserError(`git ${args.join(' ')}: ${result.stderr.trim()}`, {
    hint: 'git 2.28 or newer is needed for this',
  });
}
