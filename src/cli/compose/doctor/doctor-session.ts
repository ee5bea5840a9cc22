import { statSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { tryFolder } from '../../../adapters/machine/try-folder.ts';
import { isBegun } from '../../../adapters/session/begun.ts';
import { examine, type Examined } from '../../../app/reading/examine.ts';
import { bad, type Finding, ok, warn } from '../../../domain/doctor/finding.ts';
import { aboutFolder } from '../../../domain/doctor/place.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type SessionWhy, whyOf } from '../../render/why.ts';
import { namedConfig } from '../place/named-config.ts';
import {
  lastWordsOf,
  openReading,
  type ReadingFlags,
  type ReadSession,
} from '../reading/reading.ts';

/** What would keep the session that was named from going on: its folder, its record, its worktree, a wait. */
export function sessionFindings(flags: ReadingFlags): readonly Finding[] {
  if (flags.session === undefined) return [];
  const warnings: string[] = [];
  try {
    const session = openReading(flags, (text) => warnings.push(text));
    const examined = examine({ ...session, now: Date.now() });
    return [
      ...aboutSessionFolder(session),
      ...warnings.map((text) => warn('session', text, 'look at that file')),
      ...aboutWorktree(session, examined, flags),
      aboutState(whyFor(session, examined, flags)),
    ];
  } catch (error) {
    if (error instanceof UserError) {
      return [bad('session', error.message, error.hint ?? 'see the message')];
    }
    throw error;
  }
}

function aboutSessionFolder({ name, path }: ReadSession): readonly Finding[] {
  if (!isBegun(path)) {
    const text = `the session "${name}" has not begun: ${path} holds nothing to go on with`;
    return [bad('session', text, 'begin it with --task')];
  }
  const findings = aboutFolder(tryFolder('session', path));
  // How full the disk is was told of SESSIONS already.
  return findings.filter(({ about }) => about === 'session');
}

/** The folder that the agent of every phase but the first works in. */
function aboutWorktree(
  { path }: ReadSession,
  { view }: Examined,
  flags: ReadingFlags,
): readonly Finding[] {
  const cwd = process.cwd();
  const { configPath } = namedConfig(flags.config, cwd);
  const home = homeFolder(processEnvironment());
  const { worktrees } = workFolders({ configPath, cwd, home });
  if (worktrees === undefined || view.phase === 'init') return [];
  const worktree = join(worktrees, path.split('/').at(-1) ?? '');
  if (statSync(worktree, { throwIfNoEntry: false })?.isDirectory() === true) {
    return [ok('session', `its worktree is ${worktree}`)];
  }
  const cure = 'the next run creates it from the session’s branch; uncommitted work is lost';
  return [warn('session', `its worktree ${worktree} is not there`, cure)];
}

function whyFor(session: ReadSession, examined: Examined, flags: ReadingFlags): SessionWhy {
  return whyOf(examined, {
    session: session.name,
    path: session.path,
    config: flags.config,
    now: Date.now(),
    lastWords: lastWordsOf(session),
  });
}

function aboutState({ state, session, why, commands }: SessionWhy): Finding {
  const text = `${session}: ${why}`;
  switch (state) {
    case 'waiting':
    case 'blocked':
    case 'failed':
      return warn('session', text, commands.join('; '));
    case 'running':
    case 'parked':
    case 'paused':
    case 'done':
    case 'idle':
      return ok('session', text);
  }
}
