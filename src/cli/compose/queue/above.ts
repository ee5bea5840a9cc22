import type { UnderWork } from './under-work.ts';

const NOTHING: UnderWork = {
  refuseGone: () => undefined,
  noteBegun: () => undefined,
  isDrained: () => false,
  tell: () => undefined,
};

/** The `samocode work` above a run. Most runs are under none, and load nothing of it. */
export async function aboveRun(file: string | undefined): Promise<UnderWork> {
  return file === undefined ? NOTHING : (await import('./under-work.ts')).underWork(file);
}
