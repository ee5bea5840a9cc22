import {
  type Checkpoint,
  type CheckpointFacts,
  checkpointMessage,
  checkpointRefs,
} from '../../../domain/checkpoints/checkpoint.ts';
import { earlierCheckpoints, listCheckpoints } from './list.ts';
import type { CheckpointGit } from './raw-git.ts';
import type { LastCheckpoint } from './record.ts';
import { GitFailed, stdoutOf } from './stdout-of.ts';

interface Made {
  readonly commit: string;
  readonly number: number;
  readonly warning?: string;
}

/** Commits the tree at its ref. The last checkpoint is a parent: a ref that was removed loses nothing. */
export async function commitAs(
  { raw, refs }: { readonly raw: CheckpointGit; readonly refs: CheckpointGit },
  of: {
    readonly facts: CheckpointFacts;
    readonly tree: string;
    readonly last: Pick<LastCheckpoint, 'number' | 'commit'> | undefined;
  },
): Promise<Made> {
  const made = await commitTree(raw, of);
  const { facts, last } = of;
  const prefix = checkpointRefs(facts.session);
  const checked = last === undefined ? '' : `verify ${prefix}${last.number} ${last.commit}\n`;
  const create = `create ${prefix}${facts.number} ${made}\n`;
  const done = await refs(['update-ref', '--stdin'], checked + create);
  if (done.ok) return { commit: made, number: facts.number };
  if (done.problem !== undefined) throw new GitFailed(done.problem);
  return await afterMend({ raw, refs }, of);
}

/** The refs are not as the last checkpoint left them: it was killed before its note, or a program changed them. */
async function afterMend(
  gits: { readonly raw: CheckpointGit; readonly refs: CheckpointGit },
  of: Parameters<typeof commitAs>[1],
): Promise<Made> {
  const { facts, last } = of;
  const prefix = checkpointRefs(facts.session);
  const found = await listCheckpoints(gits.refs, facts.session);
  const isLost = last !== undefined && !found.some(({ commit }) => commit === last.commit);
  if (isLost) await putBack(gits.refs, { session: facts.session, last, found });
  const numbers = [...found.map(({ number }) => number), last?.number ?? 0];
  const next = { ...facts, number: Math.max(...numbers) + 1 };
  const newest = isLost ? last : (found.at(-1) ?? last);
  const commit = await commitTree(gits.raw, { ...of, facts: next, last: newest });
  await stdoutOf(
    gits.refs(['update-ref', '--stdin'], `create ${prefix}${next.number} ${commit}\n`),
  );
  const warning = `the ref ${prefix}${last?.number ?? 0} of a checkpoint was changed or removed, and put back`;
  return { commit, number: next.number, ...(isLost && { warning }) };
}

/** Each checkpoint is the first parent of the next one, so the last one leads to all of them. */
async function putBack(
  refs: CheckpointGit,
  of: {
    readonly session: string;
    readonly last: Pick<LastCheckpoint, 'number' | 'commit'>;
    readonly found: readonly Checkpoint[];
  },
): Promise<void> {
  const { session, last, found } = of;
  const earlier = await earlierCheckpoints(refs, session, last);
  const lost = earlier.filter(({ commit }) => !found.some((one) => one.commit === commit));
  const lines = lost.map(
    ({ number, commit }) => `update ${checkpointRefs(session)}${number} ${commit}\n`,
  );
  await stdoutOf(refs(['update-ref', '--stdin'], lines.join('')));
}

async function commitTree(
  raw: CheckpointGit,
  { facts, tree, last }: Parameters<typeof commitAs>[1],
): Promise<string> {
  const parents = [last?.commit, facts.head].flatMap((id) =>
    id === undefined || id === null ? [] : ['-p', id],
  );
  const message = Buffer.from(checkpointMessage(facts)).toString('latin1');
  return (await stdoutOf(raw(['commit-tree', tree, ...parents], message))).trim();
}
