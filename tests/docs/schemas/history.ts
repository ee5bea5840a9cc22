import * as z from 'zod';
import type { HistoryEntry } from '../../../src/domain/session/history-entry.ts';
import { pricedUsd } from './parts.ts';
import { describes } from './same.ts';
import { amountOrNull, count, countOrNull, oneOf, orNull, textOrNull, v } from './words.ts';

const KINDS = ['iteration', 'person', 'restored', 'noticed', 'gave-up', 'python', 'torn'] as const;

export const historyLine = describes<HistoryEntry>()(
  z.strictObject({
    v,
    line: count("the row's line in the file, from 1"),
    kind: oneOf(
      KINDS,
      '`restored`: samocode restored the phase; `noticed`: settings that changed while an agent worked, tampering that a start found, or a plan that changed after its approval; `python`: a row of the Python tool; `torn`: truncated, or not a samocode row',
    ),
    timestamp: textOrNull('local time, as written in the row'),
    iteration: countOrNull('the number of the iteration'),
    from: textOrNull('the phase before; rows of the Python tool keep their own words'),
    to: textOrNull('the phase after'),
    status: textOrNull('the decision, or the act'),
    accepted: orNull(z.boolean(), 'whether the decision followed the signal'),
    problem: textOrNull('the broken rule'),
    who: textOrNull('the provider, or the person'),
    attempts: countOrNull('the number of attempts'),
    durationMs: amountOrNull('how long the agents worked'),
    costUsd: amountOrNull('the cost, as far as it is known'),
    pricedUsd: amountOrNull(pricedUsd),
    log: textOrNull('a name in `_logs/`'),
    words: textOrNull('summary and reason, a note, a fix'),
    repaired: orNull(
      z.array(z.string()),
      'repairs to the signal before it was read: UTF-16, code fence, here-document word, comment, trailing comma, line break in a string (also a raw tab); null without repairs',
    ),
    fresh: orNull(
      z.array(z.string()),
      'why attempts of this row were followed by a fresh one: a spoilt conversation, or a login or program that another process renews; null without any',
    ),
  }),
);
