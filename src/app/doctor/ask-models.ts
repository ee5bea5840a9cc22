import type { Finding } from '../../domain/doctor/finding.ts';
import { aboutModel } from '../../domain/doctor/models.ts';
import type { AskedModel } from '../../domain/models/asked-models.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import type { AskModel } from '../cli-query/model-questions.ts';
import type { Stops } from '../ports/repository.ts';

/** The programs that are asked. */
export interface ModelAsking extends Stops {
  /** Undefined: it is missing, which has a finding of its own. */
  readonly fileOf: (provider: ProviderName) => string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly ask: AskModel;
}

/** Asks each model one tiny, paid question, one after the other; none after a stop. */
export async function askModels(
  models: readonly AskedModel[],
  { fileOf, ask, ...how }: ModelAsking,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const asked of models) {
    const file = fileOf(asked.provider);
    if (file === undefined || how.stop.aborted) continue;
    findings.push(aboutModel(asked, await ask(asked, { ...how, file })));
  }
  return findings;
}
