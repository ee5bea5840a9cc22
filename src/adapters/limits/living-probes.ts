import { join } from 'node:path';
import { isLivingClaim, type Processes } from './probe-claims.ts';
import { namesIn } from './window-book.ts';

/** The folder of an account, or of the cap of one of its models. */
const FOLDER = /^([a-z]+-[\da-f]{24})(?:-|$)/;

/** The accounts that a living run of this machine tries for the others, after a limit or an outage. */
export function livingProbes(
  stateDir: string,
  processes: Pick<Processes, 'isAlive'>,
): ReadonlySet<string> {
  const all = join(stateDir, 'limits');
  const accounts = namesIn(all).flatMap((folder) => {
    const account = FOLDER.exec(folder)?.[1];
    const isTried = namesIn(join(all, folder)).some(
      (name) => name.startsWith('probe-') && isLivingClaim(join(all, folder, name), processes),
    );
    return account === undefined || !isTried ? [] : [account];
  });
  return new Set(accounts);
}
