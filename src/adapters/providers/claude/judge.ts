import type { AgentEvent } from '../../../domain/provider/agent-event.ts';
import type { Outcome } from '../../../domain/provider/outcome.ts';
import type { Evidence } from '../../../domain/provider/provider.ts';
import { judgeCrash, judgeOwnKill, judgeWithoutTurn, orDiskFull } from '../process-end.ts';
import { classifyFailure, type ClaudeFailure } from './failures.ts';
import { startUpFailure } from './start-up.ts';

/**
 * The outcome of an attempt: a turn that ended well, with any exit code; else our own reason for
 * ending it; else the last result and the API errors before it; else stderr; else a crash.
 */
export function judgeClaude({ events, end, now }: Evidence): Outcome {
  const withoutTurn = judgeWithoutTurn(end, 'CLAUDE_PATH');
  if (withoutTurn !== undefined) return withoutTurn;
  const finished = events.findLast((event) => event.kind === 'finished');
  if (finished?.ok === true) return { kind: 'ok', text: finished.text };
  const failure = lastFailure(events);
  const words = failure?.status === undefined ? (failure?.text ?? '') : '';
  return orDiskFull(judgeFailure({ events, end, now }, failure), end, words);
}

function judgeFailure({ events, end, now }: Evidence, failure: ClaudeFailure | undefined): Outcome {
  const killed = judgeOwnKill(end);
  if (killed !== undefined) return limitWaitedFor({ events, end, now }, failure) ?? killed;
  if (failure !== undefined) return classifyFailure(failure, now);
  // Once it runs, stderr is no error channel: a tool may have written it.
  const hasStarted = events.length > 0;
  return (hasStarted ? undefined : startUpFailure(end.stderrTail)) ?? judgeCrash(end);
}

/**
 * The limit for whose reset the CLI itself waited when we ended it (CLAUDE_CODE_RETRY_WATCHDOG in its own settings);
 * undefined: it was at work.
 */
function limitWaitedFor(
  { events, end, now }: Evidence,
  failure: ClaudeFailure | undefined,
): Outcome | undefined {
  if (end.cause !== 'timeout' && end.cause !== 'idle') return undefined;
  const last = events.at(-1)?.kind;
  if (failure === undefined || (last !== 'limit' && last !== 'retrying')) return undefined;
  const outcome = classifyFailure(failure, now);
  return outcome.kind === 'limit' && (outcome.until ?? 0) > now ? outcome : undefined;
}

/** The errors that the CLI reported in the last turn; undefined if there are none. */
function lastFailure(events: readonly AgentEvent[]): ClaudeFailure | undefined {
  const turn = lastTurn(events);
  const finished = turn.findLast((event) => event.kind === 'finished');
  const error = turn.findLast((event) => event.kind === 'error');
  const limit = turn.findLast((event) => event.kind === 'limit');
  if (finished === undefined && error === undefined && limit === undefined) return undefined;
  const finishedText = finished?.text ?? '';
  return {
    codes: [finished?.code, error?.code].filter((code) => code !== undefined),
    status: finished?.status ?? error?.status,
    text: finishedText === '' ? (error?.text ?? '') : finishedText,
    limit,
  };
}

/** From the second-last `finished` on: an earlier turn's errors say nothing about this one. */
function lastTurn(events: readonly AgentEvent[]): readonly AgentEvent[] {
  const last = events.findLastIndex((event) => event.kind === 'finished');
  if (last <= 0) return events;
  const before = events.slice(0, last).findLastIndex((event) => event.kind === 'finished');
  return events.slice(before + 1);
}
