import type { Decision } from '../../domain/phases/decision.ts';
import { afterLostFolder } from '../../domain/phases/lost-folder.ts';
import { afterVerify } from '../../domain/phases/verify.ts';
import { logStem } from '../../domain/session/names.ts';
import { supervision } from '../attempt/supervision.ts';
import type { Loop } from '../loop/loop.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { type DiskFull, diskFull } from './disk-full.ts';
import { enterSandbox } from './sandbox.ts';
import { worktreePath } from './worktree.ts';

const TAIL_LINES = 40;
/** Nothing of it is paid for: it is done again by the next run. */
const GRACE_MS = 600;

/** Whether a decision has to be proved before it is followed: a move to done, with `VERIFY` set. */
export function needsProof(loop: Loop, view: View, decision: Decision): boolean {
  return (
    loop.settings.config.verify !== undefined &&
    decision.kind === 'iterate' &&
    decision.phase === 'done' &&
    phaseBefore(view) !== 'done'
  );
}

/** Runs the proof of work where the agent worked; red turns the move into another iteration. */
export async function prove(
  loop: Loop,
  view: View,
  decision: Decision,
  iteration: number,
): Promise<Decision | DiskFull> {
  const { config } = loop.settings;
  const { store } = loop.session;
  const command = config.verify ?? 'true';
  const phase = phaseBefore(view);
  const stem = logStem(loop.clock.now(), iteration, phase, 1);
  const log = store.newLog(`${stem}-verify`);
  const output = log.name.replace(/\.jsonl$/, '.txt');
  const stdoutPath = log.stdoutPath.replace(/\.jsonl$/, '.txt');
  const timeoutMs = config.verifyTimeoutMs;
  const cwd = worktreePath(config, store);
  loop.teller.report({ kind: 'proving', command, timeoutMs });
  const proof = {
    file: '/bin/sh',
    args: ['-c', `exec 2>&1\n${command}`],
    cwd,
    env: loop.spawner.agent.environment,
  };
  const inside = enterSandbox(loop.spawner.sandbox, proof, { credentials: false });
  sealRecord(loop);
  const end = await loop.spawner.room.run({
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
    folderLoss: loop.spawner.repository.watchWorkTree(cwd),
    onLine: () => undefined,
    ...supervision(loop),
  });
  loop.session.lease.update({ busy: true });
  await noteTampering(loop, inside.leave());
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
    tail: store.logTail(output).trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
  });
}
