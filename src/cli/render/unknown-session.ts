import { withSession } from '../../domain/session/naming/command-line.ts';
import { isSessionName } from '../../domain/session/naming/names.ts';
import { nearestNames } from '../../domain/text/nearest-names.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { programName } from '../program/program-name.ts';
import { typedCommand } from '../program/typed-command.ts';

/** A session that a command needs and that is not there. */
export interface UnknownSession {
  readonly sessions: string;
  readonly name: string;
  /** As it was given. */
  readonly configPath: string | undefined;
  /** Whether a folder of that name is there, with nothing in it to go on with. */
  readonly isEmpty?: boolean;
  /** The names of the project's sessions that have begun. */
  readonly begun: readonly string[];
  /** The path of an archived session of that name. */
  readonly archived: string | undefined;
}

const NAMES_SHOWN = 5;

/** Says that there is no such session, which names are near, and how to begin one. */
export function unknownSession(of: UnknownSession): UserError {
  const { sessions, name } = of;
  const message =
    of.isEmpty === true
      ? `the session "${name}" in ${sessions} has not begun: its folder holds nothing to go on with`
      : `there is no session "${name}" in ${sessions}`;
  const names = of.begun.filter((one) => one !== name);
  const hints = [archivedHint(of) ?? nearHint(name, names) ?? allHint(names), beginHint(of)];
  return new UserError(message, { hint: hints.join('; ') });
}

/** A command without the name that it needs. */
export function noSessionNamed(
  sessions: string,
  all: readonly string[],
  configPath: string | undefined,
): UserError {
  if (all.length === 0) {
    return new UserError(`there is no session in ${sessions} yet`, {
      hint: beginHint({ configPath, name: 'my-task' }),
    });
  }
  const names = all.filter(isSessionName);
  const last = names.at(-1) ?? '<name>';
  const command = typedCommand((args) => [...args, '--session', last]);
  return new UserError('no session named', {
    hint: `${allHint(names)}; for example: ${command ?? `--session ${last}`}`,
  });
}

/** `--new` without a task. */
export function newNeedsTask(): UserError {
  return new UserError('--new begins another session, which needs a task', {
    hint: `${typedCommand((args) => args) ?? 'the same command with'} --task "…"`,
  });
}

function archivedHint({ sessions, archived }: UnknownSession): string | undefined {
  if (archived === undefined) return undefined;
  return `it is archived; to take it back: ${joinShellWords(['mv', archived, `${sessions}/`])}`;
}

function nearHint(name: string, names: readonly string[]): string | undefined {
  const near = nearestNames(name, names);
  const [first] = near;
  if (first === undefined) return undefined;
  const command = typedCommand((args) => withSession(args, { typed: name, name: first }));
  return `did you mean ${near.join(' or ')}? ${command ?? `--session ${first}`}`;
}

function allHint(names: readonly string[]): string {
  if (names.length === 0) return 'no session has begun yet';
  if (names.length === 1) return `the only session is ${names.join('')}`;
  const more = names.length > NAMES_SHOWN ? ', … (all of them: samocode list)' : '';
  return `the sessions are ${names.slice(-NAMES_SHOWN).join(', ')}${more}`;
}

/** The text is a placeholder that a run refuses. */
function beginHint({ configPath, name }: Pick<UnknownSession, 'configPath' | 'name'>): string {
  const config = configPath === undefined ? [] : ['--config', configPath];
  const place = joinShellWords([...config, '--session', name]);
  return `to begin it: ${programName()} ${place} --task "…"`;
}
