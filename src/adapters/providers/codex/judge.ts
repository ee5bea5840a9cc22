import type { AgentEvent } from '../../../domain/provider/agent-event.ts';
import type { Outcome } from '../../../domain/provider/outcome.ts';
import type { Evidence } from '../../../domain/provider/provider.ts';
import { judgeCrash, judgeOwnKill, judgeWithoutTurn, orDiskFull } from '../process-end.ts';
import { classifyFailure, type CodexFailure } from './failures.ts';
import type { ResetFields } from './reset-fields.ts';
import { startUpFailure } from './start-up.ts';

/**
 * The outcome of an attempt: a turn that ended well, with any exit code; else our own reason for
 * ending it; else `turn.failed` or the last error; else stderr; else a crash.
 */
export function judgeCodex({ events, end, now }: Evidence): Outcome {
  const withoutTurn = judgeWithoutTurn(end, 'CODEX_PATH');
  if (withoutTurn !== undefined) return withoutTurn;
  const last = lastWord(events);
  if (last?.kind === 'finished' && last.ok) return { kind: 'ok', text: last.text };
  const words = last?.status === undefined ? (last?.text ?? '') : '';
  return orDiskFull(judgeFailure({ events, end, now }, last), end, words);
}

function judgeFailure({ events, end, now }: Evidence, last: LastWord | undefined): Outcome {
  const killed = judgeOwnKill(end);
  if (killed !== undefined) return killed;
  if (last !== undefined) return classifyFailure(last, now);
  const hasStarted = events.length > 0;
  return startUpFailure(end, hasStarted) ?? judgeCrash(end);
}

type LastWord = CodexFailure & { readonly kind: 'finished' | 'error'; readonly ok?: boolean };

/** The last end of a turn; without one, the last error. The reset may be in the error alone. */
function lastWord(events: readonly AgentEvent[]): LastWord | undefined {
  const error = events.findLast((event) => event.kind === 'error');
  const finished = events.findLast((event) => event.kind === 'finished');
  return finished?.ok === false ? { ...resetOf(error), ...finished } : (finished ?? error);
}

function resetOf(error: ResetFields | undefined): ResetFields {
  const { resetsAt, resetsInMs } = error ?? {};
  return {
    ...(resetsAt !== undefined && { resetsAt }),
    ...(resetsInMs !== undefined && { resetsInMs }),
  };
}
