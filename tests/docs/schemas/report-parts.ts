import * as z from 'zod';
import type {
  Happening,
  ReportedIteration,
  Totals,
  WaitFor,
} from '../../../src/domain/report/report.ts';
import { changes, pricedUsd, pricesOf } from './parts.ts';
import { describes } from './same.ts';
import {
  amount,
  amountOrNull,
  count,
  countOrNull,
  oneOf,
  orNull,
  text,
  textOrNull,
  texts,
  time,
  timeOrNull,
  yes,
} from './words.ts';

/* The lists and sums of a report. */

const tokens = amountOrNull('input and output, as reported');
const costUsd = amountOrNull('the cost, as far as it is known');
const priced = amountOrNull(pricedUsd);
const durationMs = amountOrNull('agents at work');
const iterations = count('the number of iterations');

const denied = z.strictObject({
  count: count('how many'),
  calls: texts('the first of them'),
});
const wrote = z.strictObject({
  count: count('tracked files'),
  paths: texts('the first of them'),
  isHeadMoved: yes('HEAD moved, as by a commit'),
  before: text('the checkpoint before it'),
  after: text('the checkpoint after it; `git diff <before> <after>` shows the changes'),
});
const fallback = z.strictObject({
  from: text('the provider'),
  reason: text('why it did not work'),
});
const stronger = z.strictObject({
  profile: text('the profile'),
  reason: text('why it is used'),
});

export const iteration = describes<ReportedIteration>()(
  z
    .strictObject({
      iteration: count('its number'),
      from: text('the phase in which the agent ran'),
      to: text('the phase after it'),
      startedAt: timeOrNull('its end less the time that its attempts took'),
      endedAt: timeOrNull('its end'),
      durationMs,
      status: text('the decision'),
      problem: textOrNull('the broken rule'),
      words: textOrNull('summary and reason'),
      who: text('the provider, or the Python tool'),
      model: textOrNull('the model'),
      effort: textOrNull('as configured'),
      attempts: countOrNull('the number of attempts'),
      tokens,
      costUsd,
      pricedUsd: priced,
      exitCode: orNull(z.int(), 'of the last attempt'),
      log: textOrNull('a name in `_logs/`'),
      changes: orNull(changes, 'the changes of its commits; null: unknown'),
      denied: orNull(denied, 'tool calls that the CLI refused; null: none'),
      lost: texts('failed writes of the CLI: output of a tool or a part of its transcript is lost'),
      wrote: orNull(
        wrote,
        'the changes of an agent in a read-only phase; null: nothing, or not known',
      ),
      fallback: orNull(fallback, 'the provider that `who` worked instead of; null: none'),
      stronger: orNull(stronger, 'the profile of the one more try that follows; null: none'),
    })
    .meta({ id: 'iteration' }),
);

const REASONS = [
  ...(['qa_answers', 'plan_approval', 'file_update', 'human_action'] as const),
  ...(['blocked', 'limit', 'outage', 'failure', 'pause', 'nobody'] as const),
] as const satisfies readonly WaitFor[];

export const wait = z.strictObject({
  for: oneOf(
    REASONS,
    'the reason; `nobody`: an agent could have run, and none did (five minutes or longer)',
  ),
  startedAt: time('its start'),
  endedAt: timeOrNull('its end; null: it goes on'),
  ms: amount('how long it took'),
});

export const happening = describes<Happening>()(
  z.strictObject({
    at: timeOrNull('when it happened'),
    kind: oneOf(['person', 'restored', 'noticed', 'gave-up'], 'as in `history --json`'),
    status: text('the decision, or the act'),
    who: textOrNull('the person; null: samocode'),
    words: textOrNull('reason, note, fix'),
    from: text('the phase before'),
    to: text('the phase after'),
    tokens,
    costUsd,
    pricedUsd: priced,
  }),
);

export const phaseSum = z.strictObject({
  phase: text('the phase'),
  iterations,
  durationMs,
  tokens,
  costUsd,
  commits: countOrNull('its commits'),
});

export const modelSum = z.strictObject({
  phase: text('the phase'),
  model: textOrNull('the model'),
  effort: textOrNull("null: the CLI's own"),
  iterations,
  tokens,
  costUsd,
});

export const totals = describes<Totals>()(
  z.strictObject({
    iterations,
    attempts: count('the number of attempts, as far as it is known'),
    elapsedMs: amount('from the first start to the last end'),
    durationMs,
    waitedMs: amount('time in which no agent worked'),
    tokens,
    costUsd,
    pricedUsd: priced,
    pricesOf: textOrNull(pricesOf),
    costUnknown: count('iterations and failed runs without a known cost'),
  }),
);
