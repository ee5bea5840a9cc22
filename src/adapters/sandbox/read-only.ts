import { realpathSync } from 'node:fs';
import type { Command } from '../../domain/provider/provider.ts';
import { sandboxEnvironment } from '../../domain/sandbox/environment.ts';
import { bwrapArgs, sandboxMounts } from '../../domain/sandbox/mounts.ts';
import { real, seenOf } from './paths.ts';

export interface ReadOnlyOptions {
  readonly bwrap: string;
  /** Paths that the program uses and that may be inside a covered folder. */
  readonly used: readonly string[];
  /** Files with credentials. */
  readonly hidden: readonly string[];
}

type Program = Pick<Command, 'file' | 'args' | 'cwd' | 'env'>;

/** Wraps the program in a sandbox without credentials, where only an in-memory `/tmp` is writable. */
export function readOnlyCommand(command: Program, options: ReadOnlyOptions): Program {
  const cwd = realpathSync(command.cwd);
  const mounts = sandboxMounts({
    ...{ writable: [], readOnly: [], temporary: undefined },
    hidden: real(options.hidden),
    seen: seenOf(options.used),
  });
  return {
    file: options.bwrap,
    args: [...bwrapArgs(mounts, cwd), command.file, ...command.args],
    cwd,
    env: sandboxEnvironment(command.env, { credentials: false, home: '', writable: [] }),
  };
}
