import * as z from 'zod';
import type { Usage } from '../../../src/domain/provider/agent-event.ts';
import type { HandOver } from '../../../src/domain/report/hand-over.ts';
import type { Receipt } from '../../../src/domain/report/receipt.ts';
import type { Changes } from '../../../src/domain/report/report.ts';
import type { Base } from '../../../src/domain/session/base.ts';
import { describes } from './same.ts';
import {
  amount,
  amountOrNull,
  count,
  countOrNull,
  list,
  orNull,
  text,
  textOrNull,
  texts,
  time,
  v,
  yes,
} from './words.ts';

/* The objects that several formats share. */

export const pricedUsd = 'the part of it that was computed from tokens and prices';
export const pricesOf = 'the day of the prices by which the last cost was computed';

export const changes = describes<Changes>()(
  z.strictObject({
    commits: count('commits'),
    files: count('changed files'),
    insertions: count('added lines'),
    deletions: count('removed lines'),
  }),
);

export const base = describes<Base>()(
  z.strictObject({
    name: text('the branch, tag or id, as a person names it'),
    commit: text('its commit when the branch of the session was made'),
  }),
);

export const usage = describes<Usage>()(
  z.strictObject({
    inputTokens: amount('tokens of the input'),
    cachedInputTokens: amount('the part of them that came from a cache'),
    outputTokens: amount('tokens of the output'),
  }),
);

export const handOver = describes<HandOver>()(
  z
    .strictObject({
      branch: textOrNull('the branch of the session; null: it is gone'),
      worktree: textOrNull('the path of its worktree; null: it is gone'),
      base: orNull(base, 'the commit from which the branch started; null: unknown'),
      changes: orNull(changes, 'from the base to the branch; null: unknown'),
      uncommitted: countOrNull('files that differ from the last commit'),
      costUsd: amountOrNull('the cost of the session, as far as it is known'),
      pricedUsd: amountOrNull(pricedUsd),
      pricesOf: textOrNull(pricesOf),
      pullRequest: textOrNull('the address of the draft pull request, with `PUBLISH`'),
      summary: textOrNull("the path of the agent's summary"),
      look: textOrNull('the command that shows the commits'),
      merge: textOrNull('the command that merges the branch'),
      cleanUp: textOrNull('the command that removes worktree and branch after the merge'),
    })
    .meta({ id: 'hand-over' }),
);

const ended = {
  isGreen: yes('it passed'),
  how: text('the command and how it ended'),
};
const proof = z.strictObject({
  ...ended,
  iteration: count('the iteration after which it ran'),
  phase: text('the phase of that iteration'),
  isExcused: yes('a person knows that it failed before the work'),
});
export const baseline = orNull(
  z.strictObject(ended),
  '`VERIFY` before the first agent; null: it did not run',
);
export const proofs = list(proof, 'each later run of `VERIFY` and `VERIFY_<PHASE>`');

export const receipt = describes<Receipt>()(
  z
    .strictObject({
      v,
      session: text('the name of the session'),
      doneAt: time('the time of the row that made the session done'),
      branch: textOrNull('the branch of the session'),
      base: orNull(base, 'where the branch started; null in a session of an earlier version'),
      head: textOrNull('the commit at HEAD of the worktree after the last iteration'),
      changes: orNull(changes, 'from the base to HEAD; null: git did not say'),
      uncommitted: countOrNull('files that differ from HEAD'),
      baseline,
      proofs,
      iterations: count('the number of iterations'),
      models: texts('the models that worked'),
      tokens: amountOrNull('input and output, as reported'),
      costUsd: amountOrNull('the cost, as far as it is known'),
      pricedUsd: z.optional(z.nullable(z.number().nonnegative())).describe(pricedUsd),
      pricesOf: z.optional(z.nullable(z.string())).describe(pricesOf),
      pullRequest: z
        .optional(z.nullable(z.string()))
        .describe('the address of the draft pull request, with `PUBLISH`; null: none'),
      versions: z
        .record(z.string(), z.string())
        .describe('the versions of `samocode`, `node` and `git`'),
    })
    .meta({ id: 'receipt' }),
);
