import type { RunOptions } from '../../../app/run/loop.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Place } from '../../compose/place/place.ts';
import type { RunFlags } from './run-flags.ts';

/**
 * Refuses a bound that could never be reached: Codex does not report the cost of a turn. As the other
 * provider it does not take over.
 */
export function boundedPlace(place: Place, asked: RunOptions, flags: RunFlags): Place {
  const { config } = place;
  const ofDay = config.maxCostPerDayUsd === undefined ? undefined : 'SAMOCODE_MAX_COST_PER_DAY';
  const bound = asked.maxCostUsd === undefined ? ofDay : '--max-cost';
  if (bound === undefined || flags.unknownCost === 'allow') return place;
  if (config.provider === 'codex') {
    throw new UserError(`${bound} cannot be enforced: codex does not report its cost`, {
      hint: 'use --max-iterations or --max-duration, or add --unknown-cost allow',
    });
  }
  if (config.other?.provider !== 'codex') return place;
  const text = `codex does not take over (SAMOCODE_FALLBACK): ${bound} could not be enforced, because codex does not report its cost; --unknown-cost allow lets it`;
  return {
    ...place,
    config: { ...config, other: undefined },
    warnings: [...place.warnings, text],
  };
}
