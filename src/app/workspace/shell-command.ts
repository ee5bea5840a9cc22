import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { Command } from '../../domain/provider/provider.ts';
import { excerptOf } from '../../domain/text/output-excerpt.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Loop } from '../run/loop.ts';
import { supervision } from '../run/supervision.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { enterSandbox } from './sandbox.ts';
import { worktreePath } from './worktree-request.ts';

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
 * Runs a command where the agents work, in their sandbox without its credentials. The programs that it
 * leaves running are ended, and so is all of it when samocode is killed.
 */
export async function runShell(loop: Loop, command: ShellCommand): Promise<ShellEnd> {
  const { store } = loop.session;
  const { text, stem } = command;
  const log = store.newLog(stem);
  const end = await runIn(loop, command, asText(log.stdoutPath));
  return shellEnd(text, end, store.logEnds(asText(log.name)));
}

/** Judges the end of a command by its exit code; `output` may lack its middle. */
export function shellEnd(text: string, end: ProcessEnd, output: string): ShellEnd {
  const ended = end.cause === 'exited' ? `exit ${end.exitCode ?? end.signal ?? '?'}` : end.cause;
  return {
    end,
    isGreen: end.cause === 'exited' && end.exitCode === 0,
    how: `${text}: ${ended}`,
    tail: excerptOf(output),
  };
}

/** A shell command in the process room: nothing of it is paid for, and its output is read after its end. */
export function shellTask(
  sandbox: Sandbox | undefined,
  of: { readonly text: string; readonly cwd: string; readonly env: Command['env'] },
  stdoutPath: string,
) {
  const { text, cwd, env } = of;
  const shell = { file: '/bin/sh', args: ['-c', `exec 2>&1\n${text}`], cwd, env };
  const inside = enterSandbox(sandbox, shell, { credentials: false });
  const task = {
    command: inside.command,
    stdinPath: '/dev/null',
    stdoutPath,
    stderrPath: `${stdoutPath}.stderr`,
    stopSignal: 'SIGTERM',
    graceMs: GRACE_MS,
    lingerMs: 0,
    verdictMarks: [],
    activityMarks: [],
    dullHeads: [],
    idleTimeoutMs: undefined,
    lifeFolders: [],
    onQuiet: undefined,
    onLine: () => undefined,
  } as const;
  return { task, leave: () => inside.leave() };
}

async function runIn(
  loop: Loop,
  { text, timeoutMs, environment: env }: ShellCommand,
  stdoutPath: string,
): Promise<ProcessEnd> {
  const { room, repository, sandbox } = loop.spawner;
  const cwd = worktreePath(loop.settings.config, loop.session.store);
  const { task, leave } = shellTask(sandbox, { text, cwd, env }, stdoutPath);
  sealRecord(loop);
  const folderLoss = repository.watchWorkTree(cwd);
  const end = await room.run({
    ...{ ...task, runId: loop.id, timeoutMs, folderLoss },
    ...supervision(loop),
  });
  loop.session.lease.update({ busy: true });
  await noteTampering(loop, leave());
  return end;
}

function asText(log: string): string {
  return log.replace(/\.jsonl$/, '.txt');
}
