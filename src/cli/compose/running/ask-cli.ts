import { loginIdentity } from '../../../adapters/limits/login-identity.ts';
import { askProgram } from '../../../adapters/process/ask-program.ts';
import { PROVIDERS } from '../../../adapters/providers/providers.ts';
import type { ProcessRoom } from '../../../app/ports/process.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Sandbox } from '../../../app/ports/sandbox.ts';
import type { Worker } from '../../../app/run/loop.ts';
import { enterSandbox } from '../../../app/workspace/sandbox.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import type { ProcessEnd, Provider } from '../../../domain/provider/agent.ts';
import type { CliQuery, NoAnswer } from '../../../domain/provider/cli-query.ts';
import type { AskUsage } from '../../../domain/quota/usage-query.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { printableWords } from '../../../domain/text/printable.ts';

const LIMIT_MS = 5000;
const WHY_LIMIT = 200;

/** Who asks. */
export interface AskedInRun {
  readonly home: string;
  readonly cwd: string;
  readonly runId: string;
  readonly room: ProcessRoom;
  readonly stops: Stops;
}

/** How a CLI is asked a question, in the environment of its attempts. */
export interface Asking extends AskedInRun {
  readonly config: Pick<Config, 'provider' | 'executable' | 'extraArgs'>;
  /** The child's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox | undefined;
}

/** How the CLI of these agents is asked. */
export function askingOf(
  by: AskedInRun,
  { agent, sandbox }: Pick<Worker, 'agent' | 'sandbox'>,
  config: Config,
): Asking {
  return { ...by, config, environment: agent.environment, sandbox };
}

/** Undefined: this CLI has no such question, or it would answer it for another account. */
export function usageAsker(asking: Asking): AskUsage | undefined {
  const { config, environment, home } = asking;
  const { usageQuery }: Provider = PROVIDERS[config.provider];
  const account = accountOf(config.provider, environment, home);
  const isOther = account.kind === 'CODEX_API_KEY' && loginIdentity(account) !== '';
  if (usageQuery === undefined || isOther) return undefined;
  return () => askCli(asking, usageQuery);
}

/** Never rejects: everything works without an answer. */
export async function askCli<Answer>(
  asking: Asking,
  query: CliQuery<Answer>,
): Promise<Answer | NoAnswer> {
  try {
    return await ask(asking, query);
  } catch (error) {
    // Such as a full disk.
    return { why: printableWords(error instanceof Error ? error.message : '', WHY_LIMIT) };
  }
}

async function ask<Answer>(
  { config, environment, cwd, room, runId, sandbox, stops }: Asking,
  { args, input, marks, read }: CliQuery<Answer>,
): Promise<Answer | NoAnswer> {
  const program = { file: config.executable, args: args(config.extraArgs), cwd, env: environment };
  const inside = enterSandbox(sandbox, program, { credentials: true });
  let answer: Answer | NoAnswer | undefined;
  try {
    const end = await askProgram(room, {
      ...{ command: inside.command, runId, input, marks, timeoutMs: LIMIT_MS },
      ...{ stop: stops.stop, kill: stops.kill },
      onLine: (line) => {
        answer ??= read(line);
        return answer === undefined ? undefined : 'finished';
      },
    });
    return answer ?? { why: whyNot(end) };
  } finally {
    inside.leave();
  }
}

function whyNot({ cause, exitCode, signal, stderrTail }: ProcessEnd): string {
  switch (cause) {
    case 'timeout':
      return `no answer within ${LIMIT_MS / 1000} s`;
    case 'exited':
    case 'not-started': {
      const said = printableWords(stderrTail.trim().split('\n').at(-1) ?? '', WHY_LIMIT);
      const how = cause === 'exited' ? `exit ${exitCode ?? signal ?? '?'}` : 'it did not start';
      return said === '' ? how : `${how}: ${said}`;
    }
    case 'lingered':
    case 'idle':
    case 'stopped':
    case 'log-limit':
    case 'disk-full':
    case 'temp-full':
    case 'folder-lost':
    case 'restricted':
      return cause;
  }
}
