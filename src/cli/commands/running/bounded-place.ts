import type { RunOptions } from '../../../app/run/loop.ts';
import { modelInUse } from '../../../domain/models/model-setting.ts';
import { type Phase, PHASES } from '../../../domain/phases/phase.ts';
import { CAP_SETTINGS, capsOf } from '../../../domain/provider/cost/caps.ts';
import type { PriceTable } from '../../../domain/provider/cost/prices.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Place } from '../../compose/place/place.ts';
import { pricesOf } from '../../compose/running/prices.ts';
import type { RunFlags } from './run-flags.ts';

/**
 * Refuses a bound that could never be reached: Codex does not report the cost of a turn, so each of its models needs
 * a price. As the other provider it does not take over without one.
 */
export function boundedPlace(
  place: Place,
  asked: Pick<RunOptions, 'maxCostUsd'>,
  flags: RunFlags,
): Place {
  const { config } = place;
  const [cap] = capsOf({ ...config, maxCostUsd: asked.maxCostUsd }, () => 0);
  if (cap === undefined || flags.unknownCost === 'allow') return place;
  const bound = CAP_SETTINGS[cap.of];
  const prices = pricesOf(place);
  const unpriced = unpricedModels(config, PHASES, prices);
  if (unpriced !== undefined) {
    throw new UserError(`${bound} cannot be enforced: ${unpriced}`, {
      hint: 'set CODEX_MODEL to a model with a price, add its price to prices.json (docs/models.md), use --max-iterations or --max-duration, or add --unknown-cost allow',
    });
  }
  const otherUnpriced = config.other && unpricedModels(config.other, config.fallbackPhases, prices);
  if (otherUnpriced === undefined) return place;
  const text = `codex does not take over (SAMOCODE_FALLBACK): ${bound} could not be enforced, because ${otherUnpriced}; --unknown-cost allow lets it`;
  return {
    ...place,
    config: { ...config, other: undefined },
    warnings: [...place.warnings, text],
  };
}

/** Why the cost of a provider stays unknown in some of these phases; undefined: it does not. */
function unpricedModels(
  config: Omit<Config, 'other'>,
  phases: readonly Phase[],
  prices: PriceTable,
): string | undefined {
  if (config.provider !== 'codex') return undefined;
  const models = phases.map((phase) => modelInUse(config, phase));
  const unpriced = models.filter(
    (name) => name === undefined || !Object.hasOwn(prices.models, name),
  );
  if (unpriced.length === 0) return undefined;
  const names = [...new Set(unpriced)].map((name) => name ?? "the CLI's own model");
  return `codex does not report its cost, and the prices of ${prices.date} have none for ${names.join(', ')}`;
}
