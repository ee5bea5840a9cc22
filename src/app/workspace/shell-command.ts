import type { ProcessEnd } from '../../domain/provider/agent.ts';
import { excerptOf } from '../../domain/text/output-excerpt.ts';
import { supervision } from '../attempt/supervision.ts';
import type { Loop } from '../run/loop.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { enterSandbox } from './sandbox.ts';
import { worktreePath } from './worktree.ts';

/** Nothing of it is paid for: it is done again by the next run. */
const GRACE_MS = 600;

/** A shell command of the person's settings. */
export interface ShellCommand {
  readonly text: string;
  /** The name of its log. */
  readonly stem: string;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ShellEnd {
  readonly end: ProcessEnd;
  readonly isGreen: boolean;
  /** The command and how it ended, one line. */
  readonly how: string;
  /** Its first and last lines, and those that look like failures. */
  readonly tail: string;
}

/**
 * Runs a command where the agents work, in their sandbox without its credentials. What it leaves
 * running is ended, and so is all of it when samocode is killed.
 */
export async function runShell(loop: Loop, command: ShellCommand): Promise<ShellEnd> {
  const { store } = loop.session;
  const { text, stem } = command;
  const log = store.newLog(stem);
  const end = await runIn(loop, command, asText(log.stdoutPath));
  const ended = end.cause === 'exited' ? `exit ${end.exitCode ?? end.signal ?? '?'}` : end.cause;
  return {
    end,
    isGreen: end.cause === 'exited' && end.exitCode === 0,
    how: `${text}: ${ended}`,
    tail: excerptOf(store.logEnds(asText(log.name))),
  };
}

async function runIn(
  loop: Loop,
  { text, timeoutMs, environment: env }: ShellCommand,
  stdoutPath: string,
): Promise<ProcessEnd> {
  const { room, repository, sandbox } = loop.spawner;
  const cwd = worktreePath(loop.settings.config, loop.session.store);
  const shell = { file: '/bin/sh', args: ['-c', `exec 2>&1\n${text}`], cwd, env };
  const inside = enterSandbox(sandbox, shell, { credentials: false });
  sealRecord(loop);
  const end = await room.run({
    command: inside.command,
    runId: loop.id,
    stdinPath: '/dev/null',
    stdoutPath,
    stderrPath: `${stdoutPath}.stderr`,
    stopSignal: 'SIGTERM',
    graceMs: GRACE_MS,
    timeoutMs,
    lingerMs: 0,
    verdictMarks: [],
    activityMarks: [],
    dullHeads: [],
    idleTimeoutMs: undefined,
    lifeFolders: [],
    onQuiet: undefined,
    folderLoss: repository.watchWorkTree(cwd),
    onLine: () => undefined,
    ...supervision(loop),
  });
  loop.session.lease.update({ busy: true });
  await noteTampering(loop, inside.leave());
  return end;
}

function asText(log: string): string {
  return log.replace(/\.jsonl$/, '.txt');
}
