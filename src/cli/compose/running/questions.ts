import { tmpdir } from 'node:os';
import { loginIdentity } from '../../../adapters/limits/login-identity.ts';
import { askProgram } from '../../../adapters/process/ask-program.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { probeArgs, probeOutcome } from '../../../adapters/providers/model-probe.ts';
import { type Asker, type Asking, usageAsker } from '../../../app/cli-query/ask-cli.ts';
import { type AskModel, modelQuestions } from '../../../app/cli-query/model-questions.ts';
import type { ProcessRoom } from '../../../app/ports/process.ts';
import type { Spawner, Worker } from '../../../app/run/loop.ts';
import type { Config } from '../../../domain/settings/config.ts';
import type { RunParts } from './run.ts';

/** A model answers within seconds; an effort of `max` thinks longer. */
const ANSWER_LIMIT_MS = 180_000;
const GRACE_MS = 1500;

/** Who asks, through this process room. */
export function askerIn(
  room: ProcessRoom,
  by: Pick<Asker, 'home' | 'cwd' | 'runId' | 'stops'>,
): Asker {
  return { ...by, ask: (questions) => askProgram(room, questions), loginIdentity };
}

/** How the CLI of these agents is asked. */
export function askingOf(
  by: Asker,
  { agent, sandbox }: Pick<Worker, 'agent' | 'sandbox'>,
  config: Config,
): Asking {
  return { ...by, provider: agent.provider, config, environment: agent.environment, sandbox };
}

/** The questions of a run to its CLIs. */
export function questionsOf(
  by: Asker,
  { spawner, settings, other }: RunParts,
): Pick<Spawner, 'askUsage' | 'models'> {
  const own = askingOf(by, spawner, settings.config);
  const others = other === undefined ? [] : [askingOf(by, other.worker, other.config)];
  return { askUsage: usageAsker(own), models: modelQuestions([own, ...others], askModel) };
}

export const askModel: AskModel = async (asked, { file, ...how }) => {
  const result = await runTool(file, probeArgs(asked.provider, asked), {
    ...{ cwd: tmpdir(), timeoutMs: ANSWER_LIMIT_MS, graceMs: GRACE_MS },
    ...how,
  });
  return probeOutcome(asked.provider, result, Date.now());
};
