import { join } from 'node:path';
import { begunNames, findArchived } from '../../../adapters/session/begun-sessions.ts';
import type { UserError } from '../../../domain/text/user-error.ts';
import { type UnknownSession, unknownSession } from '../../render/unknown-session.ts';

/** The skill `session-management` puts sessions there. */
const ARCHIVE = '_archive';

/** Reports that there is no such session, with similar names and the command that begins one. */
export function noSession(of: Omit<UnknownSession, 'begun' | 'archived'>): UserError {
  const { sessions, name } = of;
  const archived = findArchived(join(sessions, ARCHIVE), name)?.path;
  return unknownSession({ ...of, begun: begunNames(sessions), archived });
}
