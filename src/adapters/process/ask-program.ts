import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Questions } from '../../app/ports/ask-program.ts';
import type { ProcessRoom } from '../../app/ports/process.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';

/** Longer answers are none. */
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;
const GRACE_MS = 500;

/** Asks in the process room: the program and all that it starts end with this call. */
export async function askProgram(room: ProcessRoom, questions: Questions): Promise<ProcessEnd> {
  const { marks, ...asked } = questions;
  const folder = mkdtempSync(join(tmpdir(), 'samocode-ask-'));
  try {
    return await room.run({
      ...asked,
      stdinPath: '/dev/null',
      stdoutPath: join(folder, 'out'),
      stderrPath: join(folder, 'err'),
      stopSignal: 'SIGTERM',
      graceMs: GRACE_MS,
      lingerMs: 0,
      maxLogBytes: OUTPUT_LIMIT_BYTES,
      minFreeBytes: 0,
      verdictMarks: marks,
      activityMarks: [],
      dullHeads: [],
      lifeFolders: [],
      idleTimeoutMs: undefined,
      lookMs: questions.timeoutMs,
      onQuiet: undefined,
      onStart: () => undefined,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
