import * as z from 'zod';
import { NEEDS, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';
import type { PublishedEnding } from '../../../src/domain/run/published.ts';
import { describes, type Printed } from './same.ts';
import { amount, oneOf, text } from './words.ts';

/* How a run ends: `ending` of the event `ended`. */

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
export const until = amount('epoch milliseconds');
export const reason = text('the reason');

type EndingSchemas = Readonly<Record<Printed<PublishedEnding>['kind'], z.ZodObject>>;

const pause = {
  by: text('the person'),
  note: z.optional(text('their note')),
};

const ENDINGS = {
  done: z.strictObject({
    kind: z.literal('done').describe('exit code 0'),
    summary: z.optional(text('the summary of the last agent')),
  }),
  once: z.strictObject({ kind: z.literal('once').describe('exit code 0') }),
  waiting: z.strictObject({
    kind: z.literal('waiting').describe('exit code 3'),
    for: oneOf(WAIT_REASONS, 'as `awaiting` of `status --json`'),
    reason,
  }),
  blocked: z.strictObject({
    kind: z.literal('blocked').describe('exit code 4'),
    needs: oneOf(NEEDS, 'what would help'),
    reason,
    byResume: z.optional(z.literal(true)).describe('no changed file ends the block'),
    retried: z.optional(z.literal(true)).describe('each run tries again without `samocode resume`'),
    cure: z.optional(text('while `retried`: the fix')),
  }),
  failed: z.strictObject({
    kind: z.literal('failed').describe('exit code 5'),
    reason,
    cure: z.optional(text('the fix')),
    resumeAt: z.optional(amount('when an unattended run tries again, in epoch milliseconds')),
  }),
  bound: z.strictObject({
    kind: z.literal('bound').describe('exit code 7'),
    bound: oneOf(
      [
        ...(['iterations', 'duration', 'cost', 'session', 'day', 'month'] as const),
        ...(['unknown-cost', 'rest', 'drain'] as const),
      ],
      '`cost`: of this run; `session`: of this session; `day` and `month`: of all sessions; `unknown-cost`: attempts in a row without a reported cost; under `samocode work` also `rest`: the session rests without a run, and `drain`: `work` ends',
    ),
    limit: text('as given; of `rest` the reason'),
    spentUsd: z.optional(amount('of a limit of cost: the dollars that count against it')),
    resumeAt: z.optional(amount('of `day`, `month` and `rest`: its end, epoch milliseconds')),
    isOfProvider: z.optional(z.literal(true).describe('of `rest`: the provider told that time, or a usage limit is assumed to last until then')),
  }),
  parked: z.strictObject({
    kind: z.literal('parked').describe('exit code 75'),
    until,
    reason,
  }),
  disk: z.strictObject({
    kind: z.literal('disk').describe('exit code 74: the disk is full'),
    reason,
    folder: text('on that disk'),
  }),
  lost: z.strictObject({
    kind: z.literal('lost').describe('exit code 6: another machine of the fleet has the session'),
    machine: z.optional(text('its name, where the fleet told it')),
    kept: z.optional(text('the ref of the git remote that has the work of this run')),
  }),
  paused: z.strictObject({ kind: z.literal('paused').describe('exit code 3'), ...pause }),
  stopped: z.strictObject({ kind: z.literal('stopped').describe('exit code 7'), ...pause }),
  signalled: z.strictObject({
    kind: z.literal('signalled').describe('exit code 130 SIGINT, 143 SIGTERM, 129 SIGHUP'),
    signal: oneOf(SIGNALS, 'the signal'),
  }),
} as const satisfies EndingSchemas;

export const ending = describes<PublishedEnding>()(z.union(Object.values(ENDINGS))).meta({
  id: 'ending',
});
