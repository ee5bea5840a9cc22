import { here } from '../../../adapters/config/environment.ts';
import { knownProjects } from '../../../adapters/queue/projects.ts';
import { orUserError, UserError } from '../../../domain/text/user-error.ts';
import { namedConfigPath } from '../queue/queue.ts';
import { openProject } from './reading.ts';

/** A project and its sessions, or why it cannot be read. */
export interface ReadProject {
  readonly config: string;
  readonly sessions: ReturnType<typeof openProject>;
  readonly problem: string | undefined;
}

/** Every project that this user has run or queued; with `config` that one alone. */
export function openAllProjects(config: string | undefined): readonly ReadProject[] {
  const configs = config === undefined ? knownProjects(here().stateDir) : [namedConfigPath(config)];
  return configs.map((one) => {
    const opened = orUserError(() => openProject({ config: one }));
    return opened instanceof UserError
      ? { config: one, sessions: [], problem: opened.message }
      : { config: one, sessions: opened, problem: undefined };
  });
}
