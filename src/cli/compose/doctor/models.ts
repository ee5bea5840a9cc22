import { locateCli, tryConfig } from '../../../adapters/config/doctor-config.ts';
import { here } from '../../../adapters/config/environment.ts';
import { foundConfig } from '../../../adapters/config/files/found-config.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Finding } from '../../../domain/doctor/finding.ts';
import { aboutModel } from '../../../domain/doctor/models.ts';
import { type AskedModel, askedModels } from '../../../domain/models/asked-models.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { PlaceFlags } from '../place/place.ts';
import { askModel } from '../running/questions.ts';

/** Asks each configured model one tiny, paid question, one after the other; none while the settings have problems. */
export async function askModels(flags: PlaceFlags, stops: Stops): Promise<readonly Finding[]> {
  const at = here();
  const place = { ...at, configPath: flags.config ?? foundConfig(at) };
  const loaded = tryConfig(place, flags.provider);
  if (loaded instanceof UserError) return [];
  const ask = async (asked: AskedModel): Promise<Finding | undefined> => {
    const found = locateCli(place, asked.provider);
    // A missing program has a finding of its own.
    if (!('path' in found) || stops.stop.aborted) return undefined;
    const how = { ...stops, file: found.path, env: loaded.child };
    return aboutModel(asked, await askModel(asked, how));
  };
  const findings: Finding[] = [];
  for (const asked of askedModels(loaded.config))
    findings.push(...[(await ask(asked)) ?? []].flat());
  return findings;
}
