import type { Span } from '../../../app/ports/checkpoints.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { pathsKept } from '../../../domain/prompt/wrote.ts';
import type { Wrote } from '../../../domain/session/rows/iteration-row.ts';
import { pathsOf } from '../content/paths.ts';
import { listCheckpoints } from './list.ts';
import { type CheckpointGit, openReadingGit, openRefsGit } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';
import type { SessionWork } from './take.ts';

const LIMIT_MS = 30_000;
const NAMES = ['--name-only', '--no-renames', '-z'];

/**
 * The files that git tracks, before or after, and that changed from the last checkpoint before an iteration to the
 * newest one. Undefined: none, or not known, as where HEAD was elsewhere in that checkpoint than before the iteration.
 */
export async function changedTracked(
  work: SessionWork,
  { iteration, head }: Span,
  stops: Stops,
): Promise<Wrote | undefined> {
  const limits = { ...stops, timeoutMs: LIMIT_MS };
  try {
    const refs = openRefsGit(work, limits);
    const all = await listCheckpoints(refs, work.session);
    const before = all.findLast((one) => one.iteration < iteration);
    const after = all.at(-1);
    if (before === undefined || after === undefined || before === after) return undefined;
    if (before.head !== (head === 'unborn' ? null : head)) return undefined;
    const isHeadMoved = before.head !== after.head;
    const changed = new Set(await between(refs, before.commit, after.commit));
    const tracked = new Set(changed.size === 0 ? [] : await trackedFiles(work, refs, before.head));
    const committed =
      isHeadMoved && before.head !== null && after.head !== null
        ? await between(refs, before.head, after.head)
        : [];
    const paths = new Set([...[...changed].filter((path) => tracked.has(path)), ...committed]);
    if (paths.size === 0 && !isHeadMoved) return undefined;
    return {
      count: paths.size,
      paths: [...pathsKept([...paths].map((path) => Buffer.from(path, 'latin1').toString()))],
      isHeadMoved,
      ...{ before: before.commit, after: after.commit },
    };
  } catch {
    return undefined;
  }

  /** The files of the index now, and of HEAD then. */
  async function trackedFiles(
    place: SessionWork,
    refs: CheckpointGit,
    then: string | null,
  ): Promise<readonly string[]> {
    const index = openReadingGit(place, limits)(['ls-files', '-z']);
    const inHead =
      then === null ? [] : await listed(refs(['ls-tree', '-r', '--name-only', '-z', then]));
    return [...(await listed(index)), ...inHead];
  }
}

function between(refs: CheckpointGit, one: string, other: string): Promise<readonly string[]> {
  return listed(refs(['diff-tree', '-r', ...NAMES, one, other]));
}

async function listed(running: Parameters<typeof stdoutOf>[0]): Promise<readonly string[]> {
  return pathsOf(await stdoutOf(running));
}
