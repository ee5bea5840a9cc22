import * as z from 'zod';
import type { UserCost } from '../../../src/cli/compose/reading/cost.ts';
import type { QueuedLine, QueueSummary } from '../../../src/cli/render/reading/queue.ts';
import type { CheckpointFacts } from '../../../src/domain/checkpoints/checkpoint.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { COST_KEYS } from '../../../src/domain/provider/cost/cost-line.ts';
import { pricedUsd } from './parts.ts';
import { describes } from './same.ts';
import {
  amount,
  count,
  list,
  oneOf,
  text,
  textOrNull,
  texts,
  time,
  timeOrNull,
  v,
} from './words.ts';

/* The spend book, the queue and the checkpoints. */

const sum = {
  attempts: count('the number of attempts'),
  costUsd: amount('reported, or computed from tokens and prices'),
  pricedUsd: amount(pricedUsd),
  costUnknown: count('attempts without a cost, which no sum contains'),
  inputTokens: amount('tokens of the input'),
  cachedInputTokens: amount('the part of them that came from a cache'),
  outputTokens: amount('tokens of the output'),
};

const ofUser = {
  groups: list(
    z.strictObject({ ...sum, name: textOrNull('null: the spend book does not tell it') }),
    'a sum for each',
  ),
  total: z.strictObject(sum).describe('the sum of all'),
  pricesOf: text('the day of the prices in use'),
};

describes<UserCost>()(z.strictObject(ofUser));
export const cost = z.strictObject({
  v,
  by: oneOf(COST_KEYS, 'how the attempts are grouped'),
  since: timeOrNull('null: from the beginning'),
  ...ofUser,
});

const number = count('its number, from 1');
const commit = text('its id');
const facts = {
  v,
  session: text('the name of the session folder'),
  number,
  iteration: count('the last one recorded before it'),
  phase: oneOf(PHASES, 'the phase of the session'),
  at: time('when it was taken'),
  head: textOrNull('the commit at HEAD of the worktree; null before the first one'),
  leftOut: texts('files over 20 MB or not readable'),
  repositories: texts('repositories within, of which it keeps the commit only'),
};

describes<CheckpointFacts>()(z.strictObject(facts));
export const checkpoint = z.strictObject({ ...facts, commit });

const path = text('the path of the worktree');
export const restored = z.strictObject({
  v,
  number,
  commit,
  path,
  branch: text('the new branch'),
  commands: z
    .strictObject({ look: text('shows the files'), remove: text('removes branch and worktree') })
    .describe('as a shell takes them'),
});

/** With `--here`. */
export const restoredHere = z.strictObject({
  v,
  number,
  commit,
  path,
  before: count('the checkpoint that has the files from before'),
  written: count('the number of written files'),
  removed: count('the number of removed files'),
});

export const queued = describes<QueuedLine>()(
  z.strictObject({
    v,
    session: text('the name of the session'),
    config: text("the path of its project's `.samocode`"),
    priority: count('0 to 9; 9 runs first'),
    notBefore: timeOrNull('it does not start earlier'),
    addedAt: timeOrNull('when it was added'),
    state: oneOf(['running', 'queued', 'waits'], 'whether it runs, or can run'),
    until: timeOrNull('while it waits, or its account or limit of cost lets none start: until then; null: for a person'),
    why: textOrNull('why it waits, or none may start; of one that runs: that it leaves the queue when its run ends'),
    heldBy: textOrNull('while queued: the running session that has its worktree or branch'),
  }),
);

const slot = z.strictObject({
  session: text('the name of the session'),
  config: text("the path of its project's `.samocode`"),
  pid: count('the process of its run'),
  since: timeOrNull('when it took the slot'),
});

/** The last line of `list --all`. */
export const queueSummary = describes<QueueSummary>()(
  z.strictObject({
    v,
    queue: list(queued.meta({ id: 'queued' }), 'the sessions in line, each with the reason of its wait'),
    slots: list(slot, 'the runs that take a slot'),
  }),
);
