import { aboutVerify } from '../../domain/doctor/command.ts';
import { type Finding, warn } from '../../domain/doctor/finding.ts';
import { workVariables } from '../../domain/provider/environment/work-variables.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { Config } from '../../domain/settings/config.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Holder, Lease } from '../ports/session/lease.ts';
import { shellEnd } from '../workspace/shell-command.ts';

/** Where `VERIFY` runs. */
export interface TrialPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox | undefined;
}

/** The session that was named, as a run would find it. */
export interface TrialSession extends TrialPlace {
  readonly path: string;
  /** Takes the lease: no run works there meanwhile. */
  readonly hold: () => Lease | { readonly holder: Holder };
  /** Who holds the session, in words. */
  readonly heldWords: (holder: Holder) => string;
}

/** A trial of the project's proof of work. */
export interface Trial {
  readonly config: Pick<Config, 'verify' | 'configPath' | 'mainRepo'>;
  readonly env: Readonly<Record<string, string>>;
  /** Whether a person accepted the commands of a `.samocode` that git tracks. */
  readonly isAccepted: boolean;
  /** Undefined: the command is tried in MAIN_REPO; null: the session has a finding of its own. */
  readonly session: (() => Promise<TrialSession | null>) | undefined;
  /** Runs a command to its end; nothing that it started survives. */
  readonly run: (
    command: string,
    place: TrialPlace,
  ) => Promise<{ readonly end: ProcessEnd; readonly output: string }>;
}

/** Runs `VERIFY` as a run would: in the worktree of the session, or in MAIN_REPO. */
export async function tryVerify(trial: Trial): Promise<readonly Finding[]> {
  const { verify: command, configPath, mainRepo } = trial.config;
  if (command === undefined) {
    return [warn('verify', 'VERIFY is not set', `add VERIFY='npm test', say, to ${configPath}`)];
  }
  if (!trial.isAccepted) {
    const text = `git tracks ${configPath}, and you have not accepted its commands: VERIFY was not run`;
    return [warn('verify', text, joinShellWords(['samocode', 'trust', '--config', configPath]))];
  }
  if (trial.session === undefined) {
    return [await tryIn(trial, command, { cwd: mainRepo, env: trial.env, sandbox: undefined })];
  }
  const session = await trial.session();
  return session === null ? [] : [await tryInSession(trial, command, session)];
}

async function tryInSession(
  trial: Trial,
  command: string,
  { path, cwd, env, sandbox, hold, heldWords }: TrialSession,
): Promise<Finding> {
  const lease = hold();
  if ('holder' in lease) {
    const text = `VERIFY was not run: ${heldWords(lease.holder)}`;
    return warn('verify', text, 'try again after its end');
  }
  try {
    const where = { worktree: cwd, mainRepo: trial.config.mainRepo, session: path };
    const all = { ...env, ...workVariables({ ...where, slot: undefined }) };
    return await tryIn(trial, command, { cwd, env: all, sandbox });
  } finally {
    lease.release();
  }
}

async function tryIn({ run, config }: Trial, command: string, place: TrialPlace): Promise<Finding> {
  const { end, output } = await run(command, place);
  const { isGreen, how, tail: excerpt } = shellEnd(command, end, output);
  return aboutVerify({ folder: place.cwd, isGreen, how, excerpt, configPath: config.configPath });
}
