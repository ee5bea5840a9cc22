import type { Ending } from '../../domain/run/event.ts';
import type { Loop } from '../run/loop.ts';
import type { RestStep } from '../run/step.ts';
import { again, ended, type Next, type Turn } from '../run/turn.ts';
import { awaitPerson, tellEnding } from './rest.ts';

/** Ends the run, or waits for a person where the run stays. */
export async function rest(loop: Loop, { pace, resting }: Turn, step: RestStep): Promise<Next> {
  switch (step.kind) {
    case 'signalled':
      return ended({ kind: 'signalled', signal: loop.stops.signal() });
    case 'stopped':
      return await endWith(loop, step);
    case 'bound': {
      const { ending } = step;
      if (ending.kind === 'disk') await tellEnding(loop, ending);
      loop.session.store.flushState();
      return ended(ending);
    }
    case 'rest': {
      const { ending } = step;
      await tellEnding(loop, ending);
      if (step.stopped) return ended(ending);
      const stays = await awaitPerson(loop, { ending, before: resting, seen: step.seen });
      return stays ? again(pace, ending) : ended(ending);
    }
  }
}

/** Tells people that the session is blocked, and ends the run or waits for a person where it stays. */
export async function restAt(loop: Loop, { pace, resting }: Turn, ending: Ending): Promise<Next> {
  await tellEnding(loop, ending);
  const seen = loop.session.store.fingerprint();
  const stays = await awaitPerson(loop, { ending, before: resting, seen });
  return stays ? again(pace, ending) : ended(ending);
}

/** Tells people of the ending; one that a signal asked for needs no word. */
export async function endWith(loop: Loop, ending: Ending): Promise<Next> {
  if (ending.kind !== 'signalled') await tellEnding(loop, ending);
  return ended(ending);
}
