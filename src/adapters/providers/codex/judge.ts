import type { AgentEvent, Evidence, Outcome } from '../../../domain/agent.ts';
import { judgeCrash, judgeOwnKill, judgeWithoutTurn } from '../process-end.ts';
import { type CodexFailure, classifyFailure } from './failures.ts';
import { startUpFailure } from './start-up.ts';

/**
 * What an attempt came to: a turn that ended well, whatever the exit code; else our own reason for
 * ending it; else `turn.failed` or the last error; else stderr; else a crash.
 */
export function judgeCodex({ events, end, now }: Evidence): Outcome {
  const withoutTurn = judgeWithoutTurn(end, 'CODEX_PATH');
  if (withoutTurn !== undefined) return withoutTurn;
  const last = lastWord(events);
  if (last?.kind === 'finished' && last.ok) return { kind: 'ok', text: last.text };
  const killed = judgeOwnKill(end);
  if (killed !== undefined) return killed;
  if (last !== undefined) return classifyFailure(last, now);
  const hasStarted = events.length > 0;
  return startUpFailure(end, hasStarted) ?? judgeCrash(end);
}

type LastWord = CodexFailure & { readonly kind: 'finished' | 'error'; readonly ok?: boolean };

/** The last end of a turn; without one, the last error. */
function lastWord(events: readonly AgentEvent[]): LastWord | undefined {
  return (
    events.findLast((event) => event.kind === 'finished') ??
    events.findLast((event) => event.kind === 'error')
  );
}
