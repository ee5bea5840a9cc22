import type { Decision } from '../phases/decision.ts';
import type { Signal } from '../phases/signal/signal.ts';
import type { WaitFor } from '../report/report.ts';
import type { IterationRow } from '../session/rows/iteration-row.ts';
import type { Standing } from '../session/standing.ts';
import type { Ending, RunEvent } from './event.ts';

/*
 * The words of formats that other programs read, where they are not those of a standing: rows of the
 * history, the events of `run --json`, the waits of `report --json`.
 */

const ROW_STATUS = {
  ready: 'continue',
  waiting: 'waiting',
  done: 'done',
  blocked: 'blocked',
} as const satisfies Record<Decision['kind'], IterationRow['status']>;

type RowWords = Pick<
  IterationRow,
  'status' | 'accepted' | 'problem' | 'summary' | 'reason' | 'needs' | 'for'
>;

/** The words of a decision in its row; `afterIteration` reads them back. */
export function rowWords(decision: Decision, signal: Signal | undefined): RowWords {
  const [summary, reason] = [signal?.summary ?? null, signal?.reason ?? null];
  const status = ROW_STATUS[decision.kind];
  const words = { status, accepted: true, problem: null, summary, reason: null };
  const nothing = { needs: null, for: null };
  switch (decision.kind) {
    case 'ready': {
      const { problem = null } = decision;
      const said = problem === null ? (summary ?? 'no summary') : summary;
      return { ...words, ...nothing, problem, summary: said, reason: decision.reason ?? reason };
    }
    case 'waiting': {
      const why = reason ?? summary ?? `waiting for ${decision.for}`;
      return { ...words, ...nothing, reason: why, for: decision.for };
    }
    case 'done':
      return { ...words, ...nothing, summary: summary ?? 'done' };
    case 'blocked': {
      const { problem = null, needs } = decision;
      const accepted = problem === null;
      return { ...words, accepted, problem, reason: decision.reason, needs, for: null };
    }
  }
}

const DECIDED = {
  ready: 'iterate',
  waiting: 'pause',
  done: 'finish',
  blocked: 'halt',
} as const satisfies Record<Decision['kind'], string>;

type Of<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;
type Decided = Omit<Of<'decided'>, 'decision' | 'isOurs'> & {
  readonly decision: (typeof DECIDED)[Decision['kind']];
};
type Ended = Omit<Of<'ended'>, 'ending'> & { readonly ending: PublishedEnding };
export type PublishedEvent = Exclude<RunEvent, { kind: 'decided' | 'ended' }> | Decided | Ended;

/** An event as `run --json` and the logs have it. */
export function publishedEvent(event: RunEvent): PublishedEvent {
  if (event.kind === 'decided') {
    const { isOurs: _, ...decided } = event;
    return { ...decided, decision: DECIDED[event.decision] };
  }
  return event.kind === 'ended' ? { ...event, ending: publishedEnding(event.ending) } : event;
}

type EndingOf<K extends Ending['kind']> = Extract<Ending, { kind: K }>;
export type PublishedEnding =
  | Omit<EndingOf<'waiting'>, 'baseline'>
  | (Pick<EndingOf<'blocked'>, 'kind' | 'needs' | 'reason'> & {
      readonly byResume?: true;
      readonly retried?: true;
      readonly cure?: string;
    })
  | Pick<EndingOf<'failed'>, 'kind' | 'reason' | 'cure' | 'resumeAt'>
  | (Pick<EndingOf<'parked'>, 'kind' | 'reason'> & { readonly until: number })
  | EndingOf<'done' | 'paused' | 'once' | 'bound' | 'disk' | 'lost' | 'stopped' | 'signalled'>;

function publishedEnding(ending: Ending): PublishedEnding {
  switch (ending.kind) {
    case 'waiting':
      return { kind: ending.kind, for: ending.for, reason: ending.reason };
    case 'blocked': {
      const { kind, needs, reason, retried, baseline } = ending;
      const words = { kind, needs, reason };
      if (retried !== undefined) return { ...words, retried: true, cure: retried.cure };
      return baseline === undefined ? { ...words, byResume: true } : words;
    }
    case 'failed': {
      const { kind, reason, cure, resumeAt } = ending;
      return { kind, reason, cure, resumeAt };
    }
    case 'parked':
      return { kind: ending.kind, until: ending.resumeAt, reason: ending.reason };
    case 'done':
    case 'paused':
    case 'once':
    case 'bound':
    case 'disk':
    case 'lost':
    case 'stopped':
    case 'signalled':
      return ending;
  }
}

const WAITED_FOR = {
  ready: 'nobody',
  blocked: 'blocked',
  paused: 'pause',
  failed: 'failure',
  parked: 'limit',
  done: undefined,
} as const satisfies Record<Exclude<Standing['kind'], 'waiting'>, WaitFor | undefined>;

/** The reason why a session does not work, in `report --json`; undefined once it is done. */
export function publishedWait(standing: Standing): WaitFor | undefined {
  return standing.kind === 'waiting' ? standing.for : WAITED_FOR[standing.kind];
}
