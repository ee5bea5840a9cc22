import type { AskedModel } from '../models/asked-models.ts';
import type { Outcome } from '../provider/outcome.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/** A model that cannot work stops the phases that use it; a limit or an outage says nothing about it. */
export function aboutModel(asked: AskedModel, outcome: Outcome): Finding {
  const { provider, model, effort, phases } = asked;
  const about = `${provider}-model`;
  const name = [model ?? "the CLI's own model", effort].filter((word) => word !== undefined);
  const text = `${provider}: ${name.join(', ')} (${phases.join(', ')})`;
  switch (outcome.kind) {
    case 'ok':
      return ok(about, `${text} answers`);
    case 'person':
    case 'permanent':
      return bad(about, `${text}: ${outcome.reason}`, outcome.cure);
    case 'overload':
    case 'limit':
    case 'disk':
      return warn(about, `${text} could not be asked: ${outcome.reason}`, 'ask again later');
    case 'stopped':
      return warn(about, `${text} was not asked`, 'ask again later');
  }
}
