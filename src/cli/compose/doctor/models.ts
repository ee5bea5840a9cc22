import { doctorPlace, locateCli, tryConfig } from '../../../adapters/config/doctor-config.ts';
import { askModels } from '../../../app/doctor/ask-models.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Finding } from '../../../domain/doctor/finding.ts';
import { askedModels } from '../../../domain/models/asked-models.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { PlaceFlags } from '../place/place.ts';
import { askModel } from '../running/questions.ts';

/** Asks each configured model (`askModels`); none while the settings have problems. */
export async function askModelsHere(flags: PlaceFlags, stops: Stops): Promise<readonly Finding[]> {
  const place = doctorPlace(flags.config);
  const loaded = tryConfig(place, flags.provider);
  if (loaded instanceof UserError) return [];
  return await askModels(askedModels(loaded.config), {
    ...{ ...stops, env: loaded.child, ask: askModel },
    fileOf: (provider) => {
      const found = locateCli(place, provider);
      return 'path' in found ? found.path : undefined;
    },
  });
}
