import { tmpdir } from 'node:os';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { probeArgs, probeOutcome } from '../../../adapters/providers/model-probe.ts';
import { PROVIDERS } from '../../../adapters/providers/providers.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Spawner } from '../../../app/run/loop.ts';
import type { AskedModel } from '../../../domain/models/asked-models.ts';
import type { ModelQuestions } from '../../../domain/models/model-questions.ts';
import type { Outcome } from '../../../domain/provider/agent.ts';
import { askCli, type AskedInRun, type Asking, askingOf, usageAsker } from './ask-cli.ts';
import type { RunParts } from './run.ts';

/** A model answers within seconds; an effort of `max` thinks longer. */
const ANSWER_LIMIT_MS = 180_000;
const GRACE_MS = 1500;

/** The questions about the models of these providers. */
export function modelQuestions(askings: readonly Asking[]): ModelQuestions {
  const askingOf = ({ provider }: AskedModel): Asking | undefined =>
    askings.find(({ config }) => config.provider === provider);
  return {
    async list(asked) {
      const asking = askingOf(asked);
      if (asking === undefined) return { why: 'it does not work in this run' };
      return await askCli(asking, PROVIDERS[asked.provider].modelQuery);
    },
    async ask(asked) {
      const asking = askingOf(asked);
      if (asking === undefined) return { kind: 'stopped' };
      const { config, environment, stops } = asking;
      return await askModel(asked, { ...stops, file: config.executable, env: environment });
    },
  };
}

/** The questions of a run to its CLIs. */
export function questionsOf(
  by: AskedInRun,
  { spawner, settings, other }: RunParts,
): Pick<Spawner, 'askUsage' | 'models'> {
  const own = askingOf(by, spawner, settings.config);
  const others = other === undefined ? [] : [askingOf(by, other.worker, other.config)];
  return { askUsage: usageAsker(own), models: modelQuestions([own, ...others]) };
}

/** Asks a model one tiny, paid question. */
export async function askModel(
  asked: AskedModel,
  {
    file,
    ...how
  }: Stops & { readonly file: string; readonly env: Readonly<Record<string, string>> },
): Promise<Outcome> {
  const result = await runTool(file, probeArgs(asked.provider, asked), {
    ...{ cwd: tmpdir(), timeoutMs: ANSWER_LIMIT_MS, graceMs: GRACE_MS },
    ...how,
  });
  return probeOutcome(asked.provider, result, Date.now());
}
