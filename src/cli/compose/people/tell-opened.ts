import { NEVER } from '../../../app/ports/repository.ts';
import type { OpenSession } from './open-session.ts';

/** Notifies people of a gate that was opened at the machine. */
export async function tellOpened(
  { place, store, openings }: OpenSession,
  warn: (text: string) => void,
): Promise<void> {
  const { telegram, onEvent } = place.config;
  if (openings.length === 0 || (telegram === undefined && onEvent === undefined)) return;
  const [{ notifierOf, sessionPlace }, { tellOpenings }] = await Promise.all([
    import('../running/run.ts'),
    import('../../../app/people/openings.ts'),
  ]);
  const notifier = notifierOf(place, { stops: NEVER, warn, listens: true });
  await tellOpenings({ store, place: sessionPlace(place), notifier, openings, warn });
}
