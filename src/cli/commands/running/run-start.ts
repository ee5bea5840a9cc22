import type { Loop } from '../../../app/run/loop.ts';
import { look } from '../../../app/session/look.ts';
import { laneOfEnvironment } from '../../../domain/provider/cost/billing.ts';
import { isGuarded, keepOf, withoutNumber } from '../../../domain/quota/guard.ts';
import type { RunEvent } from '../../../domain/run/event.ts';
import type { Place } from '../../compose/place/place.ts';
import { credentialSource } from './credential-source.ts';

/** The first event of a run. */
export function startEvent({ id, session, spawner, teller, books }: Loop, place: Place): RunEvent {
  const { provider, environment } = spawner.agent;
  const billing = laneOfEnvironment(provider.name, environment);
  const keep = keepOf(place.config);
  const unknown = isGuarded(keep) ? withoutNumber(books.limits.uses(Date.now()), keep) : [];
  return {
    kind: 'run-started',
    run: id,
    session: teller.place.session,
    path: teller.place.path,
    provider: provider.name,
    phase: look(session.store).phase,
    configPath: teller.place.config,
    base: session.store.state().branch?.base,
    billing,
    billingFrom: credentialSource(billing, place),
    ...(unknown.length > 0 && { quotaUnknown: unknown }),
  };
}

/** Remarks before a run begins. */
export function startNotes(place: Place, isNew: boolean): readonly string[] {
  const notes = place.found === undefined ? [] : [`configuration: ${place.config.configPath}`];
  if (isNew) notes.push(`a new session; go on with --session ${place.session}`);
  if (process.platform === 'win32') notes.push('Windows is supported under WSL only');
  return notes;
}
