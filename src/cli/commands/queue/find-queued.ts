import type { Queued, QueuedNow } from '../../../domain/queue/queued.ts';
import { shown } from '../../../domain/settings/problem.ts';
import { nearestNames } from '../../../domain/text/nearest-names.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';

const AT_MOST = 3;

/**
 * The session in line that a person means: that of the project, or where no project is known the only one of this
 * name. Throws a UserError where there is none, or more than one.
 */
export function findQueued(
  queued: readonly QueuedNow[],
  asked: { readonly act: string; readonly name: string; readonly config: string | undefined },
): QueuedNow {
  const { act, name, config } = asked;
  const here = queued.filter((one) => config === undefined || one.config === config);
  const named = here.filter(({ session }) => session === name);
  const [found, other] = named;
  if (found !== undefined && other === undefined) return found;
  const of = (these: readonly Queued[]): string =>
    these
      .slice(0, AT_MOST)
      .map((one) => queueCommandFor(act, one))
      .join(' or ');
  if (found !== undefined) {
    throw new UserError(`${name} is in the queue for more than one project`, { hint: of(named) });
  }
  const where = config === undefined ? '' : ` of ${config}`;
  const elsewhere = queued.filter(({ session }) => session === name);
  const names = new Set(here.map(({ session }) => session));
  const near = nearestNames(name, [...names]).flatMap((one) =>
    here.filter(({ session }) => session === one),
  );
  const hint =
    elsewhere.length > 0
      ? `in that of another project: ${of(elsewhere)}`
      : near.length > 0
        ? `did you mean: ${of(near)}`
        : 'samocode queue shows it';
  throw new UserError(`${shown(name)} is not in the queue${where}`, { hint });
}

/** The command that does this with that session, from any folder. */
export function queueCommandFor(act: string, { session, config }: Queued): string {
  return joinShellWords(['samocode', 'queue', act, session, '--config', config]);
}
