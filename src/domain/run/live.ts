import type { Cost } from '../provider/cost/usage.ts';
import type { Life } from '../provider/silence.ts';
import { type Doing, doingAfter, STARTING } from './doing.ts';
import type { Ending, RunEvent } from './event.ts';

/** The two clocks: one that only goes on, for what takes time; the wall's, for what happens at a time. */
export interface Now {
  readonly monotonicMs: number;
  readonly epochMs: number;
}

/** A counter of the live view: up from a start, or down to a moment on one of the two clocks. */
export type Count =
  | { readonly kind: 'up'; readonly sinceMs: number; readonly limitMs: number | undefined }
  | { readonly kind: 'down'; readonly untilMs: number }
  | { readonly kind: 'until'; readonly epochMs: number };

/** All that a person sees at a glance of a run; folded from its events. Texts are untrusted. */
export interface Live {
  readonly doing: Doing;
  readonly attempt: number;
  /** The configured model and effort; undefined: the CLI's own choice. */
  readonly by: string | undefined;
  readonly count: Count | undefined;
  /** The agent's activity, the running proof, or the reason for the wait. */
  readonly text: string | undefined;
  /** No event since, on the monotonic clock. */
  readonly quiet: { readonly state: Life; readonly sinceMs: number } | undefined;
  /** The ending after which a resident run waits. */
  readonly ending: Ending | undefined;
  readonly spent: Spent;
}

/** What this run has spent. */
export interface Spent {
  readonly tokens: number;
  readonly costUsd: number;
  /** An attempt reported no cost: the true sum is higher. */
  readonly isMore: boolean;
}

export const NOTHING_LIVE: Live = {
  doing: STARTING,
  attempt: 1,
  by: undefined,
  count: undefined,
  text: undefined,
  quiet: undefined,
  ending: undefined,
  spent: { tokens: 0, costUsd: 0, isMore: false },
};

/** The view after the run told this at that time; the same value where nothing changed. */
export function liveAfter(live: Live, event: RunEvent, now: Now): Live {
  const since = { kind: 'up', sinceMs: now.monotonicMs } as const;
  switch (event.kind) {
    case 'attempt-started':
      return { ...atAttempt(live, event), count: { ...since, limitMs: event.timeoutMs } };
    case 'activity':
      return { ...live, text: event.text, quiet: undefined };
    case 'agent-started':
      return { ...live, quiet: undefined };
    case 'provider-retrying':
      return { ...live, text: `the CLI retries: ${event.text}`, quiet: undefined };
    case 'quiet':
      return { ...live, quiet: quietSince(event, now) };
    case 'attempt-ended':
      return { ...turnedTo(live, event), spent: afterCost(live.spent, event.cost) };
    case 'retrying': {
      const untilMs = now.monotonicMs + event.afterMs;
      return { ...turnedTo(live, event), count: { kind: 'down', untilMs }, text: event.reason };
    }
    case 'limit':
    case 'outage': {
      const count = { kind: 'until', epochMs: event.until } as const;
      return { ...turnedTo(live, event), count, text: event.reason };
    }
    case 'setting-up':
    case 'proving': {
      const count = { ...since, limitMs: event.timeoutMs };
      return { ...turnedTo(live, event), count, text: event.command };
    }
    case 'ended': {
      // The same wait, told once more, began when it was told first.
      if (event.resident && live.ending !== undefined) return { ...live, ending: event.ending };
      const count = { ...since, limitMs: undefined };
      return { ...turnedTo(live, event), count, ending: event.ending };
    }
    case 'run-started':
    case 'decided':
    case 'stopping':
      return turnedTo(live, event);
    case 'no-progress':
    case 'gate-opened':
    case 'base-chosen':
    case 'branch-chosen':
    case 'worktree-added':
    case 'outage-over':
    case 'warning':
    case 'note':
      return live;
  }
}

type AttemptStarted = Extract<RunEvent, { kind: 'attempt-started' }>;

function atAttempt(live: Live, event: AttemptStarted): Live {
  return { ...turnedTo(live, event), attempt: event.attempt, by: choiceWords(event) };
}

/** `sonnet, high`; undefined for a phase without a choice of its own. The other provider is named. */
export function choiceWords(event: AttemptStarted): string | undefined {
  const { fallback, profile, isOfPhase, model, effort } = event;
  const tried = profile && `profile ${profile}`;
  const words = [fallback, tried, ...(isOfPhase ? [model, effort] : [])].filter(
    (one) => one !== undefined,
  );
  return words.length > 0 ? words.join(', ') : undefined;
}

/** Clears the text of the previous activity. */
function turnedTo(live: Live, event: RunEvent): Live {
  const { spent, attempt } = live;
  return { ...NOTHING_LIVE, doing: doingAfter(live.doing, event), attempt, spent };
}

function quietSince(event: Extract<RunEvent, { kind: 'quiet' }>, now: Now): Live['quiet'] {
  const { state, silentMs } = event;
  return silentMs === 0 ? undefined : { state, sinceMs: now.monotonicMs - silentMs };
}

function afterCost(spent: Spent, { costUsd, usage }: Cost): Spent {
  return {
    tokens: spent.tokens + (usage === undefined ? 0 : usage.inputTokens + usage.outputTokens),
    costUsd: spent.costUsd + (costUsd ?? 0),
    isMore: spent.isMore || costUsd === undefined,
  };
}
