import * as z from 'zod';
import type { PublishedNotice } from '../../../src/adapters/notify/event-command.ts';
import { handOver } from './parts.ts';
import { describes } from './same.ts';
import { count, oneOf, text, time } from './words.ts';

const KINDS = [
  ...(['waiting', 'blocked', 'paused', 'stopped', 'parked', 'fallback', 'stronger'] as const),
  ...(['cost', 'checkpoint', 'resumed', 'opened', 'changed', 'done', 'failed', 'queue'] as const),
] as const;

const sessions = count('the number of such sessions');
const counts = z.strictObject({
  done: sessions,
  waiting: sessions,
  blocked: sessions,
  parked: sessions,
  running: sessions,
  queued: sessions,
});

/** The line that `SAMOCODE_ON_EVENT` reads. */
export const notice = describes<PublishedNotice>()(
  z.strictObject({
    event: oneOf(KINDS, 'the kind of the event'),
    at: time('when it happened'),
    session: text('the name of the session, or `queue`'),
    phase: text('the phase of the session; empty for the queue'),
    iteration: count('the number of the last iteration'),
    text: text('the words for a person'),
    path: z.optional(text("the session's folder")),
    config: text("the project's `.samocode`"),
    handOver: z.optional(handOver).describe('of a session that is done'),
    counts: z.optional(counts).describe('of the queue'),
  }),
);
