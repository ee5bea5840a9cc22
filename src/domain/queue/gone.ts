import { joinShellWords } from '../text/shell-words.ts';

/** A session in line that has begun, and whose files its next run does not find. */
export interface GoneSession {
  readonly config: string;
  readonly session: string;
  /** The folder in which it has begun. */
  readonly begunIn: string;
  /** The folder is there, and SESSIONS is another one. */
  readonly isElsewhere: boolean;
  /** The file with its task, as the queue keeps it. */
  readonly taskPath: string | undefined;
}

/** Why its run makes no attempt, and what helps. */
export function goneWords(gone: GoneSession): { readonly why: string; readonly hint: string } {
  const { begunIn, isElsewhere } = gone;
  const [where, back] = isElsewhere
    ? ['and SESSIONS does not have that folder', 'set SESSIONS to its folder again']
    : ['and that folder is gone', 'mount its disk, or move the folder back'];
  return {
    why: `the session has begun in ${begunIn}, ${where}`,
    hint: [back, ...againWords(gone)].join('; '),
  };
}

/** The text of the task leaves the queue with the session: a copy goes in again. */
function againWords({ config, session, taskPath }: GoneSession): readonly string[] {
  if (taskPath === undefined) return [];
  const queue = (act: string): string =>
    joinShellWords(['samocode', 'queue', act, session, '--config', config]);
  const copy = `task=$(mktemp) && ${joinShellWords(['cp', taskPath])} "$task"`;
  const again = `${copy} && ${queue('remove')} && ${queue('add')} --task-file "$task"`;
  return [`to begin its task anew: ${again}`];
}
