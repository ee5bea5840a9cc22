import type { Stops } from '../../app/ports/repository.ts';
import type { CliFacts } from '../../app/reading/doctor-probes.ts';
import { type Login, readClaudeLogin, readCodexLogin } from '../../domain/doctor/login.ts';
import type { GitFacts } from '../../domain/doctor/versions.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import type { RunTool } from '../tool.ts';

/** A CLI answers its version within a second; a slow disk takes longer. */
const TOOL_LIMIT_MS = 15_000;
/** Asked for its login, a CLI may renew the token first, over a slow network. */
const LOGIN_LIMIT_MS = 60_000;
/** Asked to end, it may still write down a token that it has just been given. */
const GRACE_MS = 1500;

/** Runs the doctor's questions to programs. */
export interface Asking {
  readonly runTool: (
    ...call: Parameters<RunTool>
  ) => Promise<Awaited<ReturnType<RunTool>> & { readonly problem: string | undefined }>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stops: Stops;
}

/** Asked to end by SIGTERM, whether it took too long or a person pressed Ctrl-C. */
function optionsOf({ cwd, env, stops }: Asking): Parameters<RunTool>[2] {
  const { stop, kill } = stops;
  return { cwd, timeoutMs: TOOL_LIMIT_MS, env, stop, kill, graceMs: GRACE_MS };
}

/** Runs git in the folder. */
export function askGit(asking: Asking): (args: readonly string[]) => ReturnType<RunTool> {
  return async (args) => await asking.runTool('git', args, optionsOf(asking));
}

/** As the agent's own git answers there. */
export async function gitFacts(asking: Asking): Promise<GitFacts> {
  const git = askGit(asking);
  const ask = async (...args: readonly string[]): Promise<string | undefined> => {
    const { ok, stdout } = await git(args);
    return ok && stdout.trim() !== '' ? stdout.trim() : undefined;
  };
  const [version, name, email] = await Promise.all([
    ask('--version'),
    ask('config', 'user.name'),
    ask('config', 'user.email'),
  ]);
  return { version, name, email };
}

/** The version and the login of a CLI, which was found at a path or not. */
export async function cliFacts(
  asking: Asking,
  provider: ProviderName,
  found: { readonly path: string } | { readonly message: string; readonly hint: string },
): Promise<CliFacts> {
  if (!('path' in found)) {
    const key = `${provider.toUpperCase()}_PATH`;
    return { kind: 'missing', text: `${key} ${found.message}`, cure: found.hint };
  }
  const { path } = found;
  const { stdout, stderr } = await asking.runTool(path, ['--version'], optionsOf(asking));
  const version = (stdout.trim() === '' ? stderr : stdout).trim().slice(0, 200);
  return { kind: 'found', path, version, login: await askLogin(asking, provider, path) };
}

/** The login, as the CLI at a path tells it. */
export async function askLogin(
  asking: Asking,
  provider: ProviderName,
  path: string,
): Promise<Login> {
  const { env } = asking;
  const args = provider === 'claude' ? ['auth', 'status'] : ['login', 'status'];
  const how = { ...optionsOf(asking), timeoutMs: LOGIN_LIMIT_MS };
  const { stdout, stderr, problem } = await asking.runTool(path, args, how);
  const login =
    provider === 'claude'
      ? readClaudeLogin(stdout, env)
      : readCodexLogin(problem === undefined ? `${stdout}\n${stderr}` : stdout, env);
  if (login.kind !== 'unknown' || problem === undefined) return login;
  return { kind: 'unknown', reason: problem.replace(path, [provider, ...args].join(' ')) };
}
