import { statSync } from 'node:fs';
import { callerName, type Calling, type RunAbove, runsAbove } from '../../domain/people/caller.ts';
import { printable } from '../../domain/text/printable.ts';
import { UserError } from '../../domain/text/user-error.ts';

/** A command, the processes that called it, and the files that it is about. */
export interface Call {
  readonly line: readonly Calling[];
  readonly hasTerminal: boolean;
  /** The variable that marks the processes of a run. */
  readonly mark: string;
  /** The state folder of the command. */
  readonly stateDir: string;
  /** The state folder that an environment names; undefined: it names none. */
  readonly stateDirOf: (environment: Readonly<Record<string, string>>) => string | undefined;
  /** The `.samocode` and the session's folder, where they exist. */
  readonly paths: readonly string[];
}

/**
 * Throws a UserError if an agent of a run called the command; otherwise returns the caller's name. Allows a
 * project that such an agent made for a test, with a state folder of its own.
 */
export function refuseAgentOfRun(call: Call): string {
  const { line, hasTerminal, mark } = call;
  const above = runsAbove(line, mark).find((run) => !isOwnTest(run, call));
  if (above === undefined) return printable(callerName(line, hasTerminal));
  throw new UserError(`an agent of run ${printable(above.run, 60)} called this command`, {
    hint: 'only a person may do this, outside of a run; an agent signals waiting or blocked and gives its needs in reason',
  });
}

/** Whether project and session are younger than the agent, and no file of the run's user is used. */
function isOwnTest({ first }: RunAbove, { stateDir, stateDirOf, paths }: Call): boolean {
  const theirs = stateDirOf(first.environment ?? {});
  if (theirs === undefined || stateDir === theirs) return false;
  return paths.every((path) => birthOf(path) > first.startedAtMs);
}

/** 0 if the file system does not know it: then it is no proof. */
function birthOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? 0;
}
