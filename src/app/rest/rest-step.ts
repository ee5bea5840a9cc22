import type { Ending } from '../../domain/run/event.ts';
import type { Resting } from '../../domain/session/standing.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { afterAct } from '../run/pace.ts';
import type { RestStep } from '../run/step.ts';
import { again, ended, type Next, type Turn } from '../run/turn.ts';
import { awaitPerson, freeSession, tellEnding } from './rest.ts';

/** Ends the run, or waits for a person where the run stays. */
export async function rest(loop: Loop, turn: Turn, step: RestStep): Promise<Next> {
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
    case 'rest':
      return await restWith(loop, turn, step);
  }
}

/** Tells people where the session rests, and ends the run or waits for a person where it stays. */
export async function restAt(loop: Loop, turn: Turn, ending: Resting): Promise<Next> {
  const seen = loop.session.store.fingerprint();
  return await restWith(loop, turn, { ending, seen, stopped: false });
}

/** What a person does while the notice is sent, the run takes up, also where it would end. */
async function restWith(
  loop: Loop,
  { pace, resting }: Turn,
  { ending, seen, stopped }: Omit<Extract<RestStep, { kind: 'rest' }>, 'kind' | 'view'>,
): Promise<Next> {
  const { store } = loop.session;
  let freed: string | undefined;
  await tellEnding(loop, ending, () => {
    freed = store.fingerprint();
    freeSession(loop);
  });
  if (stopped || isStopped(loop)) return ended(ending);
  if (freed !== undefined && store.fingerprint() !== freed) return again(afterAct(pace), resting);
  const stays = await awaitPerson(loop, { ending, before: resting, seen });
  return stays ? again(pace, ending) : ended(ending);
}

/** Tells people of the ending; one that a signal asked for needs no word. */
export async function endWith(loop: Loop, ending: Ending): Promise<Next> {
  if (ending.kind !== 'signalled') await tellEnding(loop, ending);
  return ended(ending);
}
