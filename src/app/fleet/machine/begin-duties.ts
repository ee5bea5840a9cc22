import type { UserError } from '../../../domain/text/user-error.ts';
import type { MachineLink } from '../../ports/queue/machine.ts';
import type { Duties } from './duties.ts';

interface Beginning {
  readonly link: Pick<MachineLink, 'beat'>;
  /** The database did not answer. */
  readonly isSilent: (error: unknown) => boolean;
  /** Another machine that lives has the name of this one. */
  readonly nameTaken: () => UserError;
}

/** The first duties of a machine. Rejects where it may not work under its name; a silent database is asked again later. */
export async function beginDuties(
  duties: Pick<Duties, 'tick'>,
  { link, isSilent, nameTaken }: Beginning,
): Promise<void> {
  try {
    if ((await link.beat()) === 'another machine has this name') throw nameTaken();
    await duties.tick();
  } catch (error) {
    if (!isSilent(error)) throw error;
  }
}
