import * as z from 'zod';
import type { TranscriptItem, TranscriptPart } from '../../../src/domain/logs/transcript.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { usage } from './parts.ts';
import { describes } from './same.ts';
import { amount, count, list, oneOf, text, v, yes } from './words.ts';

/* The items of an agent's log. */

const words = text('the text');
const ok = yes('it succeeded');
const id = z.optional(text("the call's id, which the outcome has, too"));
const found = z.optional(z.string());

const ITEMS = {
  started: z.strictObject({
    kind: z.literal('started').describe('the CLI started'),
    agentSession: found.describe('the id of the conversation in the CLI'),
    model: found.describe('the model'),
    cliVersion: found.describe('the version of the CLI'),
    billing: found.describe('as in `status --json`'),
    permissionMode: found.describe('the permission mode in force, as the CLI names it'),
  }),
  text: z.strictObject({ kind: z.literal('text').describe('words of the agent'), text: words }),
  thinking: z.strictObject({
    kind: z.literal('thinking').describe('thoughts of the agent'),
    text: words,
  }),
  call: z.strictObject({
    kind: z.literal('call').describe('a tool is called'),
    tool: text('the name of the tool'),
    argument: text('its most telling argument'),
    id,
  }),
  outcome: z.strictObject({
    kind: z.literal('outcome').describe('the result of a call'),
    ok,
    text: words,
    id,
  }),
  todos: z.strictObject({
    kind: z.literal('todos').describe("the agent's to-do list"),
    todos: list(
      z.strictObject({ text: words, state: oneOf(['open', 'doing', 'done'], 'how far it is') }),
      'its items',
    ),
  }),
  retrying: z.strictObject({
    kind: z.literal('retrying').describe('the CLI retries by itself'),
    text: words,
  }),
  limit: z.strictObject({
    kind: z.literal('limit').describe("the provider's limit"),
    text: words,
    until: z.optional(amount('its end, epoch milliseconds')),
    model: found.describe('the model, if only one is limited'),
  }),
  denied: z.strictObject({
    kind: z.literal('denied').describe('the CLI refused a call'),
    text: words,
  }),
  error: z.strictObject({
    kind: z.literal('error').describe('an error that the CLI reported'),
    text: words,
  }),
  note: z.strictObject({
    kind: z.literal('note').describe('something the CLI did by itself'),
    text: words,
  }),
  result: z.strictObject({
    kind: z.literal('result').describe('the end of the attempt, as the CLI reported it'),
    ok,
    text: words,
    turns: z.optional(count('calls of the model')),
    durationMs: z.optional(amount('how long it took')),
    costUsd: z.optional(amount('the cost, as reported')),
    usage: z.optional(usage.describe('its tokens, as reported')),
  }),
  plain: z.strictObject({
    kind: z.literal('plain').describe('a line that is not an event'),
    text: words,
  }),
  unknown: z.strictObject({
    kind: z.literal('unknown').describe('an event that samocode does not interpret'),
    what: text('its name'),
  }),
} as const satisfies Readonly<Record<TranscriptPart['kind'], z.ZodObject>>;

const common = {
  at: z.optional(amount('epoch milliseconds, if the CLI reported it')),
  nested: z.optional(z.literal(true)).describe('from a sub-agent'),
};

describes<TranscriptPart>()(z.union(Object.values(ITEMS)));
describes<Pick<TranscriptItem, keyof typeof common>>()(z.strictObject(common));

const place = {
  log: text('the name of the log in `_logs/`'),
  iteration: count('the number of the iteration'),
  phase: oneOf(PHASES, 'the phase of the iteration'),
  attempt: count('the number of the attempt, from 1'),
};

export const LOG_ITEMS = Object.values(ITEMS).map((item) =>
  z.strictObject({ v, ...place, ...item.shape, ...common }),
);
