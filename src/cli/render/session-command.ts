import { type NamedSession, sessionCommand } from '../../domain/session/session-command.ts';

/** What makes a session that is parked for a usage limit try once before its reset. */
export function tryNowHint(named: NamedSession): string {
  return `to try once before that: ${sessionCommand(named, { words: ['resume'] })}`;
}
