import { realpathSync } from 'node:fs';
import type { Command } from '../../domain/provider/agent.ts';
import { sandboxEnvironment } from '../../domain/sandbox/environment.ts';
import { bwrapArgs, sandboxMounts } from '../../domain/sandbox/mounts.ts';
import { real, seenOf } from './paths.ts';

export interface ReadOnlyOptions {
  readonly bwrap: string;
  /** What is used and may lie in a folder that is covered. */
  readonly used: readonly string[];
  /** Files with credentials. */
  readonly hidden: readonly string[];
}

type Program = Pick<Command, 'file' | 'args' | 'cwd' | 'env'>;

/** The program in a sandbox in which nothing can be written but a `/tmp` in memory, without credentials. */
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
