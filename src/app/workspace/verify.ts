import type { Decision } from '../../domain/phases/decision.ts';
import { logStem } from '../../domain/session/names.ts';
import { afterLostFolder } from '../../domain/phases/lost-folder.ts';
import { afterVerify } from '../../domain/phases/verify.ts';
import { diskFull, type DiskFull } from './disk-full.ts';
import { phaseBefore, type View } from '../loop/look.ts';
import type { Run } from '../loop/run.ts';
import { enterSandbox } from './sandbox.ts';
import { supervision } from '../attempt/supervision.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { worktreePath } from './worktree.ts';

const TAIL_LINES = 40;
/** Nothing of it is paid for: it is done again by the next run. */
const GRACE_MS = 600;

/** Whether a decision has to be proved before it is followed: a move to done, with `VERIFY` set. */
export function needsProof(run: Run, view: View, decision: Decision): boolean {
  return (
    run.config.verify !== undefined &&
    decision.kind === 'iterate' &&
    decision.phase === 'done' &&
    phaseBefore(view) !== 'done'
  );
}

/** Runs the proof of work where the agent worked; red turns the move into another iteration. */
export async function prove(
  run: Run,
  view: View,
  decision: Decision,
  iteration: number,
): Promise<Decision | DiskFull> {
  const command = run.config.verify ?? 'true';
  const phase = phaseBefore(view);
  const stem = logStem(run.clock.now(), iteration, phase, 1);
  const log = run.store.newLog(`${stem}-verify`);
  const output = log.name.replace(/\.jsonl$/, '.txt');
  const stdoutPath = log.stdoutPath.replace(/\.jsonl$/, '.txt');
  const timeoutMs = run.config.verifyTimeoutMs;
  const cwd = worktreePath(run);
  run.report({ kind: 'proving', command, timeoutMs });
  const proof = {
    file: '/bin/sh',
    args: ['-c', `exec 2>&1\n${command}`],
    cwd,
    env: run.environment,
  };
  const inside = enterSandbox(run.sandbox, proof, { credentials: false });
  sealRecord(run);
  const end = await run.room.run({
    command: inside.command,
    runId: run.id,
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
    folderLoss: run.repository.watchWorkTree(cwd),
    onLine: () => undefined,
    ...supervision(run),
  });
  run.lease.update({ busy: true });
  await noteTampering(run, inside.leave());
  if (end.lostFolder !== undefined) return afterLostFolder(phase, end.lostFolder);
  const green = end.cause === 'exited' && end.exitCode === 0;
  if (!green && end.fullFolder !== undefined) {
    return diskFull(`the proof of work could not be made (${command})`, end.fullFolder);
  }
  return afterVerify(decision, {
    phase,
    green,
    reds: view.ledger.reds,
    how: `${command}: ${end.cause === 'exited' ? `exit ${end.exitCode ?? end.signal ?? '?'}` : end.cause}`,
    tail: run.store.logTail(output).trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
  });
}
