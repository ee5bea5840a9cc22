import type { Before } from '../../domain/phases/progress.ts';
import type { Loop } from '../loop/loop.ts';

/** The state before an iteration's first attempt, from files alone; takes microseconds. */
export function takeBefore(loop: Loop, cwd: string, since: number): Before {
  return {
    commit: loop.spawner.repository.commit(cwd),
    artefacts: loop.session.store.artefacts(),
    since,
  };
}
