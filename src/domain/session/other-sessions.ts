const SHOWN = 3;

/** The circumstances of an edit by hand that agents of these sessions may have made. */
export function whileOthersWorked(sessions: readonly string[]): string {
  const names = sessions.slice(0, SHOWN).join(', ') + (sessions.length > SHOWN ? ', …' : '');
  return sessions.length === 1
    ? `while an agent of session ${names} was at work`
    : `while agents of sessions ${names} were at work`;
}
