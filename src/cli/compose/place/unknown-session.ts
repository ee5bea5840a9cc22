import { join } from 'node:path';
import { isBegun } from '../../../adapters/session/begun.ts';
import { findSession, type OpenedFolder } from '../../../adapters/session/folder.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import { withSession } from '../../../domain/session/command-line.ts';
import { isSessionName } from '../../../domain/session/names.ts';
import { nearestNames } from '../../../domain/text/nearest-names.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { programName } from '../../program/program-name.ts';
import { typedCommand } from '../../program/typed-command.ts';

/** A session that a command needs and that is not there. */
export interface UnknownSession {
  readonly sessions: string;
  readonly name: string;
  /** As it was given. */
  readonly configPath: string | undefined;
  /** Whether a folder of that name is there, with nothing in it to go on with. */
  readonly isEmpty?: boolean;
}

/** The skill `session-management` puts sessions there. */
const ARCHIVE = '_archive';
const NAMES_SHOWN = 5;

/** Says that there is no such session, which names are near, and how to begin one. */
export function unknownSession(of: UnknownSession): UserError {
  const { sessions, name } = of;
  const message =
    of.isEmpty === true
      ? `the session "${name}" in ${sessions} has not begun: its folder holds nothing to go on with`
      : `there is no session "${name}" in ${sessions}`;
  const names = begunNames(sessions).filter((one) => one !== name);
  const hints = [archivedHint(of) ?? nearHint(name, names) ?? allHint(names), beginHint(of)];
  return new UserError(message, { hint: hints.join('; ') });
}

function begunNames(sessions: string): readonly string[] {
  return listSessions(sessions)
    .filter(({ path }) => isBegun(path))
    .map((listed) => listed.name)
    .filter(isSessionName);
}

function archivedHint({ sessions, name }: UnknownSession): string | undefined {
  const archived = findArchived(join(sessions, ARCHIVE), name);
  if (archived?.exists !== true) return undefined;
  return `it is archived; to take it back: ${joinShellWords(['mv', archived.path, `${sessions}/`])}`;
}

/** Undefined where a file has its name, or the folder cannot be read. */
function findArchived(archive: string, name: string): OpenedFolder | undefined {
  try {
    return findSession(archive, name, new Date());
  } catch {
    return undefined;
  }
}

function nearHint(name: string, names: readonly string[]): string | undefined {
  const near = nearestNames(name, names);
  const [first] = near;
  if (first === undefined) return undefined;
  const command = typedCommand((args) => withSession(args, first));
  return `did you mean ${near.join(' or ')}? ${command ?? `--session ${first}`}`;
}

function allHint(names: readonly string[]): string {
  if (names.length === 0) return 'no session has begun yet';
  const more = names.length > NAMES_SHOWN ? ', … (samocode list shows all)' : '';
  return `the sessions are ${names.slice(-NAMES_SHOWN).join(', ')}${more}`;
}

/** The text is a placeholder that a run refuses. */
function beginHint({ configPath, name }: UnknownSession): string {
  const config = configPath === undefined ? [] : ['--config', configPath];
  const place = joinShellWords([...config, '--session', name]);
  return `to begin it: ${programName()} ${place} --task "…"`;
}
