import type { Unpublished } from '../../../app/ports/publisher.ts';
import { isTransientFailure, publishWords } from '../../../domain/report/publish-failure.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import type { ToolResult } from '../../tool.ts';
import { complaintOf } from '../complaint.ts';
import { refused } from '../refusal.ts';

/** Runs git or gh with the person's environment. */
export type PublishTool = (
  file: 'git' | 'gh',
  args: readonly string[],
  input?: string,
) => Promise<ToolResult>;

/** One branch of one remote, and nothing else: no tag, no submodule, no force. */
const ONLY_THIS = ['--porcelain', '--no-follow-tags', '--no-recurse-submodules'];

export interface PushTask {
  readonly mainRepo: string;
  readonly remote: string;
  readonly branch: string;
  readonly commit: string;
}

/** Pushes the commit to the branch of the remote, as git does without force; undefined: it is there. */
export async function pushCommit(
  tool: PublishTool,
  { mainRepo, remote, branch, commit }: PushTask,
): Promise<Unpublished | undefined> {
  const push = ['push', remote, `${commit}:refs/heads/${branch}`];
  const [command = '', ...target] = push;
  const { ok, stdout, stderr } = await tool('git', [command, ...ONLY_THIS, ...target]);
  if (ok) return undefined;
  const [, rejected] = /^!\t[^\t]*\t(.+)$/m.exec(stdout) ?? [];
  const said = stderr.split('\n').filter((line) => line.startsWith('remote: '));
  const why = rejected === undefined ? complaintOf(stderr) : [rejected, ...said].join(' ');
  const reason = `${remote} did not take branch ${branch}: ${publishWords(why ?? 'git said nothing')}`;
  const isMoved = rejected !== undefined && /fetch first|non-fast-forward/.test(rejected);
  const git = ['git', '-C', mainRepo];
  const look = [
    joinShellWords([...git, 'fetch', remote, branch]),
    joinShellWords([...git, 'log', `${commit}..FETCH_HEAD`]),
  ];
  const cure = isMoved ? look.join(' && ') : joinShellWords([...git, ...push]);
  const isTransient = rejected === undefined && isTransientFailure(stderr);
  return { kind: 'failed', refusal: refused(reason, cure), isTransient };
}
