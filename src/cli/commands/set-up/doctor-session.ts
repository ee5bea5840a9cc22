import { examine, type Examined } from '../../../app/reading/examine.ts';
import { bad, type Finding, ok, warn } from '../../../domain/doctor/finding.ts';
import { aboutFolder } from '../../../domain/doctor/place.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { probeSession } from '../../compose/doctor/session-probes.ts';
import { openReading, type ReadingFlags, type ReadSession } from '../../compose/reading/reading.ts';
import { type SessionWhy, whyOf } from '../../render/standing/why.ts';

/** What would keep the session that was named from going on: its folder, its record, its worktree, a wait. */
export function sessionFindings(flags: ReadingFlags): readonly Finding[] {
  if (flags.session === undefined) return [];
  const warnings: string[] = [];
  try {
    const session = openReading(flags, (text) => warnings.push(text));
    const probes = probeSession(session, flags);
    const examined = examine({ ...session, now: Date.now() });
    return [
      ...aboutSessionFolder(session, probes),
      ...warnings.map((text) => warn('session', text, 'look at that file')),
      ...(examined.view.phase === 'init' ? [] : aboutWorktree(probes)),
      aboutState(whyFor(session, examined, flags)),
    ];
  } catch (error) {
    if (error instanceof UserError) {
      return [bad('session', error.message, error.hint ?? 'see the message')];
    }
    throw error;
  }
}

type Probes = ReturnType<typeof probeSession>;

function aboutSessionFolder({ name, path }: ReadSession, probes: Probes): readonly Finding[] {
  if (!probes.isBegun) {
    const text = `the session "${name}" has not begun: ${path} holds nothing to go on with`;
    return [bad('session', text, 'begin it with --task')];
  }
  // The findings of SESSIONS include how full the disk is.
  return aboutFolder(probes.folder()).filter(({ about }) => about === 'session');
}

/** The folder that the agent of every phase but the first works in. */
function aboutWorktree(probes: Probes): readonly Finding[] {
  const worktree = probes.worktree();
  if (worktree === undefined) return [];
  if (worktree.isThere) return [ok('session', `its worktree is ${worktree.path}`)];
  const cure = 'the next run creates it from the session’s branch; uncommitted work is lost';
  return [warn('session', `its worktree ${worktree.path} is not there`, cure)];
}

function whyFor(session: ReadSession, examined: Examined, flags: ReadingFlags): SessionWhy {
  return whyOf(examined, {
    session: session.name,
    path: session.path,
    config: flags.config,
    now: Date.now(),
    lastWords: session.lastWords(),
  });
}

function aboutState({ state, session, why, commands }: SessionWhy): Finding {
  const text = `${session}: ${why}`;
  const awaits = state === 'waiting' || state === 'blocked' || state === 'failed';
  return awaits ? warn('session', text, commands.join('; ')) : ok('session', text);
}
