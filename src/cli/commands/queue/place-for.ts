import type { Place, PlaceFlags } from '../../compose/place/place.ts';
import { findQueuePlace } from '../../compose/queue/add.ts';
import { refuseAgents } from '../../compose/running/caller.ts';
import { boundedPlace } from '../running/bounded-place.ts';
import { materialsOf, refuseMaterials } from '../running/materials.ts';
import { requireAcceptance } from '../set-up/trust.ts';

/** The place and the task of a session that is put in line; throws for all that its run would refuse. */
export async function placeFor(
  flags: PlaceFlags & { readonly taskFile?: string },
): Promise<{ readonly place: Place; readonly text: string | undefined }> {
  const materials = materialsOf(flags);
  const place = boundedPlace(findQueuePlace(flags), { maxCostUsd: undefined }, flags);
  refuseMaterials(materials, place, flags);
  refuseAgents(place);
  if (place.unproven.length > 0) await requireAcceptance(place);
  return { place, text: materials.task };
}
