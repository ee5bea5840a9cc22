import { listStatuses } from '../../../app/reading/list.ts';
import { printable } from '../../../domain/text/printable.ts';
import { queueView } from '../../compose/queue/queue.ts';
import { openAllProjects } from '../../compose/reading/all-projects.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { print, printJson } from '../../console/print.ts';
import { listLines } from '../../render/reading/list.ts';
import { queueSummary, queueText } from '../../render/reading/queue.ts';

/** `samocode list --all`: the sessions of all projects, then the queue and the slots. */
export async function listAll(flags: {
  readonly config?: string | undefined;
  readonly json?: boolean;
  readonly color?: boolean;
}): Promise<number> {
  const now = Date.now();
  const projects = openAllProjects(flags.config).map((project) => {
    return { ...project, sessions: listStatuses(project.sessions, now) };
  });
  const queue = await queueView(flags.config);
  if (flags.json === true) {
    for (const { config, sessions } of projects) {
      for (const session of sessions) printJson({ ...session, config });
    }
    printJson(queueSummary(queue));
    return 0;
  }
  const { width, colours } = openScreen(flags);
  for (const { config, sessions, problem } of projects) {
    const lines = listLines(sessions, { width: width(), colours, now });
    const none = `  ${printable(problem ?? 'no session yet')}\n`;
    print(`${colours.bold(printable(config))}\n${sessions.length === 0 ? none : lines}\n`);
  }
  print(`${colours.bold('queue')}\n${queueText(queue)}`);
  return 0;
}
