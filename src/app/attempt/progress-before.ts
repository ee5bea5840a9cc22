import type { Before } from '../../domain/phases/progress.ts';
import type { Run } from '../loop/run.ts';

/** How things stand before an iteration's first attempt: files alone, microseconds. */
export function takeBefore(run: Run, cwd: string, since: number): Before {
  return { commit: run.repository.commit(cwd), artefacts: run.store.artefacts(), since };
}
