import * as z from 'zod';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { PROVIDER_NAMES } from '../../../src/domain/provider/provider-name.ts';
import type { PublishedEvent } from '../../../src/domain/run/published.ts';
import { ending, reason, SIGNALS, until } from './endings.ts';
import { base, handOver, pricedUsd, usage } from './parts.ts';
import { describes, type Printed } from './same.ts';
import { path, session } from './standing.ts';
import { amount, count, oneOf, text, texts, time, v, yes } from './words.ts';

/* The events of `run --json`. */

const OUTCOMES = ['ok', 'overload', 'limit', 'person', 'permanent', 'disk', 'stopped'] as const;

const phase = oneOf(PHASES, 'the phase of the iteration');
const iteration = count('the number of the iteration');
const attempt = count('the number of the attempt, from 1');
const log = text('its name in `_logs/`');
const provider = oneOf(PROVIDER_NAMES, 'the provider');
const afterMs = amount('milliseconds');
const model = z.optional(z.string());
const command = text('the command');
const timeoutMs = amount('its time limit');

const cost = z.strictObject({
  costUsd: z.optional(amount('the cost of the attempt, as far as it is known')),
  pricedUsd: z.optional(amount(pricedUsd)),
  pricesOf: z.optional(text('the day of the prices')),
  assumedUsd: z.optional(
    amount('what counts against a limit of cost for an attempt that reported no cost'),
  ),
  untold: z.optional(count('attempts in a row, up to this one, that reported no cost')),
  usage: z.optional(usage.describe('its tokens, as reported')),
});

const unpushed = z.strictObject({
  count: count('the number of commits that no remote has'),
  newest: texts('id and subject of the newest ones'),
});

type EventSchemas = Readonly<Record<Printed<PublishedEvent>['kind'], z.ZodObject>>;

/** Without `v` and `at`, which all have. */
const BARE_EVENTS = {
  'run-started': z.strictObject({
    kind: z.literal('run-started').describe('a run begins'),
    run: text('its id'),
    session,
    path,
    provider,
    phase: oneOf(PHASES, 'the phase of the session'),
    configPath: text("the project's `.samocode`"),
    base: z.optional(base).describe('where the branch of the session started, if it has one'),
    billing: z
      .optional(z.string())
      .describe('the variable that decides who pays, unless a login or a setting of the CLI does'),
    billingFrom: z
      .optional(z.string())
      .describe('the source of that variable: `the environment`, or file and line'),
    quotaUnknown: z
      .optional(z.array(z.string()))
      .describe('the settings of the quota guard for which no number is known'),
  }),
  'attempt-started': z.strictObject({
    kind: z.literal('attempt-started').describe('an agent is about to start'),
    phase,
    iteration,
    attempt,
    model: model.describe('as configured; absent: the choice of the CLI'),
    effort: model.describe('as configured; absent: the choice of the CLI'),
    isOfPhase: yes('the phase has its own choice, or an effort'),
    fallback: z
      .optional(z.enum(PROVIDER_NAMES))
      .describe('the provider, where it works instead of the selected one'),
    profile: z.optional(z.string()).describe('the stronger profile of a phase that was stuck'),
    cwd: text('the folder in which the agent works'),
    log,
    timeoutMs,
  }),
  'agent-started': z.strictObject({
    kind: z.literal('agent-started').describe('the CLI reported its start'),
    model: model.describe('as reported'),
    cliVersion: z.optional(text('the version of the CLI')),
    billing: z.optional(text('as in `status --json`')),
  }),
  activity: z.strictObject({
    kind: z.literal('activity').describe('some are left out when they follow quickly'),
    text: text("the agent's current action, one line"),
  }),
  'provider-retrying': z.strictObject({
    kind: z.literal('provider-retrying').describe('the CLI retries by itself'),
    text: text('its words'),
  }),
  quiet: z.strictObject({
    kind: z
      .literal('quiet')
      .describe('no event for a while; when the state changes, and at growing intervals'),
    state: oneOf(
      ['busy', 'silent', 'hung'],
      '`busy`: there is activity; `silent`: there is none; `hung`: there has been none for very long',
    ),
    silentMs: amount('since the last event; 0: a new one has arrived'),
    text: text('the observed activity'),
  }),
  'attempt-ended': z.strictObject({
    kind: z.literal('attempt-ended').describe('the agent ended'),
    phase,
    iteration,
    attempt,
    outcome: oneOf(OUTCOMES, 'how it ended'),
    reason: z.optional(reason),
    durationMs: amount('how long it ran'),
    cost: cost.describe('the cost of this attempt'),
    swept: count('leftover processes that were ended'),
    log,
  }),
  retrying: z.strictObject({
    kind: z.literal('retrying').describe('another attempt follows'),
    afterMs: afterMs.describe('milliseconds until then'),
    reason,
  }),
  limit: z.strictObject({
    kind: z.literal('limit').describe("the provider's limit: the run sleeps"),
    until,
    reason,
  }),
  outage: z.strictObject({
    kind: z
      .literal('outage')
      .describe('the provider is down: the run rests and then makes one attempt'),
    until,
    reason,
  }),
  'outage-over': z.strictObject({
    kind: z.literal('outage-over').describe('the model answered again'),
    afterMs: afterMs.describe('milliseconds since the first rest'),
  }),
  'setting-up': z.strictObject({
    kind: z.literal('setting-up').describe('`SETUP` runs'),
    command,
    timeoutMs,
  }),
  proving: z.strictObject({
    kind: z.literal('proving').describe('`VERIFY` runs'),
    command,
    timeoutMs,
  }),
  decided: z.strictObject({
    kind: z.literal('decided').describe('an iteration has its row'),
    iteration,
    from: oneOf(PHASES, 'the phase of the iteration'),
    to: oneOf(PHASES, 'the phase after it'),
    decision: oneOf(['iterate', 'pause', 'finish', 'halt'], 'what follows'),
    summary: z.optional(text('the words of the agent')),
    reason: z.optional(reason),
  }),
  'no-progress': z.strictObject({
    kind: z.literal('no-progress').describe('an iteration changed nothing'),
    iteration,
    idle: count('the number of such iterations in a row'),
    limit: count('the number that blocks the session'),
  }),
  'gate-opened': z.strictObject({
    kind: z.literal('gate-opened').describe('under `--gates auto`'),
    gate: oneOf(['answers', 'approval'], 'the gate'),
  }),
  'base-chosen': z.strictObject({
    kind: z.literal('base-chosen').describe('the branch of the session is about to be made'),
    base,
    unpushed: z.optional(unpushed).describe('its commits that no remote has, if there are any'),
  }),
  'branch-chosen': z.strictObject({
    kind: z.literal('branch-chosen').describe("the wanted name of the session's branch is taken"),
    branch: text('the chosen name'),
    wanted: text('the wanted name'),
    obstacle: text('the existing branch'),
  }),
  'worktree-added': z.strictObject({
    kind: z.literal('worktree-added').describe('the session has its worktree'),
    path: text('the path of the worktree'),
    branch: text('its branch'),
  }),
  warning: z.strictObject({
    kind: z.literal('warning').describe('something is wrong, and the run goes on'),
    text: text('the words'),
  }),
  note: z.strictObject({
    kind: z.literal('note').describe('something to know'),
    text: text('the words'),
  }),
  stopping: z.strictObject({
    kind: z.literal('stopping').describe('a signal asked the run to end'),
    signal: oneOf(SIGNALS, 'the signal'),
  }),
  ended: z.strictObject({
    kind: z.literal('ended').describe('the run is over, or stays for a person'),
    ending,
    resident: yes('the run stays for a person (`--wait`); then more events follow'),
    handOver: z.optional(handOver).describe('of a session that is done'),
  }),
} as const satisfies EventSchemas;

describes<PublishedEvent>()(z.union(Object.values(BARE_EVENTS)));

const at = time('when it happened');

export const EVENTS = Object.values(BARE_EVENTS).map((event) =>
  z.strictObject({ v, at, ...event.shape }),
);
