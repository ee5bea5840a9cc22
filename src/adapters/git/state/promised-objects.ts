import type { CheckpointGit } from '../checkpoint/raw-git.ts';
import { stdoutOf } from '../checkpoint/stdout-of.ts';

const MISSING = ['rev-list', '--objects', '--no-object-names', '--missing=print', '--no-walk'];
/** As git itself fetches a single object of a partial clone, but all of them at once. */
const FETCH = [
  ...['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--quiet', '--no-tags', '--no-filter'],
  ...['--no-recurse-submodules', '--no-write-fetch-head', '--refmap=', '--stdin'],
];
/** Trees lead to other missing objects. */
const ROUNDS = 100;

/** Fetches the files of a commit that a partial clone left on its remote. `git` talks to remotes. */
export async function fetchPromised(
  refs: CheckpointGit,
  git: CheckpointGit,
  commit: string,
): Promise<void> {
  const { stdout } = await refs(['config', '--get-regexp', '^remote\\..*\\.promisor$']);
  const [, remote] = /^remote\.(.+)\.promisor true$/m.exec(stdout) ?? [];
  if (remote === undefined) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    const lines = (await stdoutOf(refs([...MISSING, commit]))).split('\n');
    const missing = lines.flatMap((line) => (line.startsWith('?') ? [`${line.slice(1)}\n`] : []));
    if (missing.length === 0) return;
    await stdoutOf(git([...FETCH, '--', remote], missing.join('')));
  }
}
