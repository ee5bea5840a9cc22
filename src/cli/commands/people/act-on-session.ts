import type { Holder } from '../../../app/ports/session/lease.ts';
import { actOnRecord } from '../../../app/tampering/tampering.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type OpenSession, prepareSession } from '../../compose/people/open-session.ts';
import { holderName, takeOverHint } from '../../render/holder.ts';

/** Lets a person act while no agent works; refuses with a clear reason while one does. */
export async function actOnSession<T>(
  opened: OpenSession,
  act: (opened: OpenSession) => T,
): Promise<T> {
  prepareSession(opened);
  return await opened.leases.exclusively(() => {
    const holder = opened.leases.holder();
    if (holder?.busy === true) {
      throw new UserError('an agent is at work in this session', {
        hint: busyHint(holder, opened.place),
        exitCode: 6,
      });
    }
    const result = actOnRecord(opened.writer, () => act(opened));
    opened.store.saveCheckpoint();
    return result;
  });
}

function busyHint(holder: Holder, { config, session }: OpenSession['place']): string {
  if (holder.isVisible) return 'wait until its iteration is over (samocode status)';
  const named = { config: config.configPath, session };
  return `${holderName(holder, Date.now())}; wait, or ${takeOverHint(named)}`;
}
