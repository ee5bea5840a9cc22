import type { Decision } from '../../domain/phases/decision.ts';
import { afterLostFolder } from '../../domain/phases/lost-folder.ts';
import { afterVerify } from '../../domain/phases/verify.ts';
import type { ProcessEnd } from '../../domain/provider/agent.ts';
import { logStem } from '../../domain/session/names.ts';
import { supervision } from '../attempt/supervision.ts';
import { type DiskFull, diskFull } from '../run/disk-full.ts';
import type { Loop } from '../run/loop.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { enterSandbox } from '../workspace/sandbox.ts';
import { worktreePath } from '../workspace/worktree.ts';

const TAIL_LINES = 40;
/** Nothing of it is paid for: it is done again by the next run. */
const GRACE_MS = 600;

/** Whether a decision has to be proved before it is followed: a move to done, with `VERIFY` set. */
export function needsProof(loop: Loop, view: View, decision: Decision): boolean {
  return (
    loop.settings.config.verify !== undefined &&
    decision.kind === 'ready' &&
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
  const log = store.newLog(`${logStem(loop.clock.now(), iteration, phase, 1)}-verify`);
  const output = asText(log.name);
  loop.teller.report({ kind: 'proving', command, timeoutMs: config.verifyTimeoutMs });
  const end = await runProof(loop, command, asText(log.stdoutPath));
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

async function runProof(loop: Loop, command: string, stdoutPath: string): Promise<ProcessEnd> {
  const { config } = loop.settings;
  const { room, agent, repository, sandbox } = loop.spawner;
  const cwd = worktreePath(config, loop.session.store);
  const args = ['-c', `exec 2>&1\n${command}`];
  const proof = { file: '/bin/sh', args, cwd, env: agent.environment };
  const inside = enterSandbox(sandbox, proof, { credentials: false });
  sealRecord(loop);
  const end = await room.run({
    command: inside.command,
    runId: loop.id,
    stdinPath: '/dev/null',
    stdoutPath,
    stderrPath: `${stdoutPath}.stderr`,
    stopSignal: 'SIGTERM',
    graceMs: GRACE_MS,
    timeoutMs: config.verifyTimeoutMs,
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
