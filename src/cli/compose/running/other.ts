import type { Stops } from '../../../app/ports/repository.ts';
import type { Config } from '../../../domain/settings/config.ts';
import type { Place } from '../place/place.ts';
import { openChoice } from './sandbox.ts';

/** The provider that takes over, with the sandbox that the settings mean for it. */
export interface Other {
  readonly config: Config;
  readonly bwrap: string | undefined;
}

/** Decides on the sandbox of the other provider; undefined where none takes over. */
export async function openOther(
  place: Place,
  stops: Stops,
): Promise<{ readonly other: Other | undefined; readonly warnings: readonly string[] }> {
  const { other: config } = place.config;
  if (config === undefined) return { other: undefined, warnings: [] };
  const { place: chosen, bwrap } = await openChoice({ ...place, config, warnings: [] }, stops);
  return { other: { config: chosen.config, bwrap }, warnings: chosen.warnings };
}
