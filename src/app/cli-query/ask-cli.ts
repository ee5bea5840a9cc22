import { type Account, accountOf } from '../../domain/provider/account.ts';
import type { CliQuery, NoAnswer } from '../../domain/provider/cli-query.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { Provider } from '../../domain/provider/provider.ts';
import type { AskUsage } from '../../domain/quota/usage-query.ts';
import type { Config } from '../../domain/settings/config.ts';
import { printableWords } from '../../domain/text/printable.ts';
import type { AskProgram } from '../ports/ask-program.ts';
import type { Stops } from '../ports/repository.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { enterSandbox } from '../workspace/sandbox.ts';

const LIMIT_MS = 5000;
const WHY_LIMIT = 200;

/** Who asks, and how programs are asked. */
export interface Asker {
  readonly home: string;
  readonly cwd: string;
  readonly runId: string;
  readonly stops: Stops;
  readonly ask: AskProgram;
  /** Tells the logins apart that a CLI keeps in its files; '' where it keeps none. */
  readonly loginIdentity: (account: Account) => string | undefined;
}

/** How a CLI is asked a question, in the environment of its attempts. */
export interface Asking extends Asker {
  readonly provider: Provider;
  readonly config: Pick<Config, 'executable' | 'extraArgs'>;
  /** The child's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox | undefined;
}

/** Undefined: this CLI has no such question, or it would answer it for another account. */
export function usageAsker(asking: Asking): AskUsage | undefined {
  const { provider, environment, home, loginIdentity } = asking;
  const { usageQuery } = provider;
  const account = accountOf(provider.name, environment, home);
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
    return await answerOf(asking, query);
  } catch (error) {
    // Such as a full disk.
    return { why: printableWords(error instanceof Error ? error.message : '', WHY_LIMIT) };
  }
}

async function answerOf<Answer>(
  { config, environment, cwd, ask, runId, sandbox, stops }: Asking,
  { args, input, marks, read }: CliQuery<Answer>,
): Promise<Answer | NoAnswer> {
  const program = { file: config.executable, args: args(config.extraArgs), cwd, env: environment };
  const inside = enterSandbox(sandbox, program, { credentials: true });
  let answer: Answer | NoAnswer | undefined;
  try {
    const end = await ask({
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
