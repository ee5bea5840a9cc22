import type { Publication, Published, Publisher } from '../../../app/ports/publisher.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { repositoryOf } from '../../../domain/report/publish-failure.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import type { RunTool } from '../../tool.ts';
import { gitEnvironment } from '../environment.ts';
import { NOBODY_THERE } from '../nobody-there.ts';
import { refused } from '../refusal.ts';
import { findOrMake } from './pull-request.ts';
import { type PublishTool, pushCommit } from './push.ts';
import { refuseUnpushed, remoteOf } from './remote.ts';

export interface PublisherOptions {
  readonly mainRepo: string;
  /** The person's own, with the mark of the run. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
  /** Of each command. */
  readonly timeoutMs: number;
  /** Title and body of a new pull request. */
  readonly textOf: (
    work: Publication,
  ) => Promise<{ readonly title: string; readonly body: string }>;
}

const GRACE_MS = 600;

/** Publishes from the person's repository, not from the worktree, whose settings an agent may have changed. */
export function openPublisher(options: PublisherOptions): Publisher {
  const { mainRepo, timeoutMs, runTool } = options;
  const env = { ...gitEnvironment(options.environment), ...NOBODY_THERE };
  const toolUntil = ({ stop, kill }: Stops): PublishTool => {
    const limits = { cwd: mainRepo, env, timeoutMs, graceMs: GRACE_MS, stop, kill };
    return async (file, args, input) =>
      await runTool(file, args, { ...limits, ...(input === undefined ? {} : { input }) });
  };
  return {
    obstacle: async (base, stops) => {
      const tool = toolUntil(stops);
      const git = async (args: readonly string[]) => await tool('git', args);
      const remote = await remoteOf(git, base, mainRepo);
      if (remote.kind === 'refused') return remote;
      const unpushed = await refuseUnpushed(git, base, { remote, mainRepo });
      if (unpushed !== undefined) return unpushed;
      const { ok, stderr } = await tool('gh', ['--version']);
      if (ok) return undefined;
      const why = stderr.trim().split('\n')[0] ?? '';
      return refused(
        `PUBLISH needs gh, and it does not start: ${why}`,
        'install it (https://cli.github.com), then: gh auth login',
      );
    },
    publish: async (work, stops) => await publish(options, toolUntil(stops), work),
  };
}

async function publish(
  { mainRepo, textOf }: PublisherOptions,
  tool: PublishTool,
  work: Publication,
): Promise<Published> {
  const { branch, commit, base } = work;
  const git = async (args: readonly string[]) => await tool('git', args);
  const remote = await remoteOf(git, base, mainRepo);
  const isOn = (await git(['rev-parse', '--verify', `refs/heads/${branch}`])).stdout.trim();
  if (isOn !== commit) {
    const reason = `not published: the worktree is on ${commit}, and the session's branch ${branch} on ${isOn || 'nothing'}`;
    const look = joinShellWords(['git', '-C', mainRepo, 'branch', '-vv']);
    return { kind: 'failed', refusal: refused(reason, look), isTransient: false };
  }
  if (remote.kind === 'refused') return { kind: 'failed', refusal: remote, isTransient: false };
  if (base !== undefined) {
    const own = await git(['rev-list', '--count', `${base.commit}..${commit}`, '--']);
    if (own.ok && own.stdout.trim() === '0') return { kind: 'nothing' };
  }
  const target = { mainRepo, remote: remote.name, branch, commit };
  const refusal = await pushCommit(tool, target);
  if (refusal !== undefined) return refusal;
  const url = (await git(['remote', 'get-url', '--push', remote.name])).stdout.trim();
  return await findOrMake(tool, {
    ...{ mainRepo, branch, base: remote.base, repository: repositoryOf(url) },
    text: async () => await textOf(work),
  });
}
