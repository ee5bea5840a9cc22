import { realpathSync } from 'node:fs';
import type { Sandbox } from '../../app/ports/sandbox.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { sandboxEnvironment } from '../../domain/sandbox/environment.ts';
import { bwrapArgs, sandboxMounts } from '../../domain/sandbox/mounts.ts';
import { cliPlaces } from './cli-places.ts';
import { real, seenOf } from './paths.ts';
import { controlPlaces, removeTemporary, temporaryPlace } from './session-places.ts';

/** The access of a session's programs. */
export interface SandboxOptions {
  /** The path of bubblewrap. */
  readonly bwrap: string;
  readonly provider: ProviderName;
  /** The CLI's configuration folder. */
  readonly cliFolder: string;
  readonly home: string;
  readonly session: string;
  /** The parts of the repository that commits in a work tree need, and those that they must not change. */
  readonly gitPlaces: (workTree: string) => {
    readonly writable: readonly string[];
    readonly readOnly: readonly string[];
  };
  /** Paths that the person lets every program write. */
  readonly writable: readonly string[];
  /** samocode's own folders: read-only even inside a writable folder. */
  readonly own: readonly string[];
  /** Files with samocode's credentials. */
  readonly secrets: readonly string[];
  /** Used paths that may be inside a covered folder: programs, the repository, the texts. */
  readonly used: readonly string[];
}

/** A bubblewrap sandbox for one session; each program gets its own instance. */
export function openSandbox(options: SandboxOptions): Sandbox {
  return {
    enter: (command, needs) => {
      const control = controlPlaces(options.session);
      const temporary = temporaryPlace(options.session);
      const cli = cliPlaces(options.provider, options.cliFolder);
      const git = options.gitPlaces(command.cwd);
      const cwd = realpathSync(command.cwd);
      const mounts = sandboxMounts({
        writable: real([
          ...(needs.credentials ? cli.writable : []),
          ...options.writable,
          ...git.writable,
          options.session,
          cwd,
        ]),
        readOnly: real([...control, ...git.readOnly, ...options.own, ...cli.readOnly]),
        hidden: real([...options.secrets, ...(needs.credentials ? [] : [cli.login])]),
        temporary,
        seen: seenOf(options.used),
      });
      const { home } = options;
      const writable = real(options.writable);
      const env = sandboxEnvironment(command.env, { ...needs, home, writable });
      const args = [...bwrapArgs(mounts, cwd), command.file, ...command.args];
      return {
        command: { ...command, file: options.bwrap, args, env, temporary, isWrapped: true },
        leave: () => {
          removeTemporary(temporary);
          return cli.changedSince();
        },
      };
    },
  };
}
