import {
  type Checkpoint,
  checkpointRefs,
  readCheckpoint,
} from '../../../domain/checkpoints/checkpoint.ts';
import type { CheckpointGit } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

/** The checkpoints of a session, the oldest first. */
export async function listCheckpoints(
  git: CheckpointGit,
  session: string,
): Promise<readonly Checkpoint[]> {
  const format = '%(objectname)%0a%(contents)%00';
  const args = ['for-each-ref', `--format=${format}`, checkpointRefs(session)];
  return read(await stdoutOf(git(args)), session);
}

/** The checkpoint of this commit and those that it was taken after, whether their refs are there or not. */
export async function earlierCheckpoints(
  git: CheckpointGit,
  session: string,
  { number, commit }: Pick<Checkpoint, 'number' | 'commit'>,
): Promise<readonly Checkpoint[]> {
  const args = ['log', '--first-parent', `--max-count=${number}`, '--format=%H%n%B%x00', commit];
  return read(await stdoutOf(git([...args, '--'])), session);
}

function read(output: string, session: string): readonly Checkpoint[] {
  return output
    .split('\0')
    .flatMap((entry) => {
      const [commit = '', ...message] = entry.replace(/^\n/, '').split('\n');
      const text = Buffer.from(message.join('\n'), 'latin1').toString();
      const found = readCheckpoint(commit, text);
      return found?.session === session ? [found] : [];
    })
    .sort((one, other) => one.number - other.number);
}

/** Removes all checkpoints of a session; their objects go with the repository's next `git gc`. */
export async function removeCheckpoints(git: CheckpointGit, session: string): Promise<number> {
  const refs = (
    await stdoutOf(git(['for-each-ref', '--format=%(refname)', checkpointRefs(session)]))
  )
    .split('\n')
    .filter((ref) => ref !== '');
  if (refs.length === 0) return 0;
  const input = refs.map((ref) => `delete ${ref}\n`).join('');
  await stdoutOf(git(['update-ref', '--stdin'], input));
  return refs.length;
}
