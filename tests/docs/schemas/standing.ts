import * as z from 'zod';
import type { ListedSession } from '../../../src/app/reading/list.ts';
import type { SessionStatus } from '../../../src/app/reading/session-status.ts';
import type { StatusNow } from '../../../src/cli/commands/reading/status.ts';
import type { WhyNow } from '../../../src/cli/commands/reading/why.ts';
import { STEERS } from '../../../src/domain/people/steer.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { NEEDS, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';
import { handOver, pricedUsd, pricesOf, receipt } from './parts.ts';
import { describes } from './same.ts';
import {
  amount,
  amountOrNull,
  count,
  list,
  oneOf,
  orNull,
  text,
  textOrNull,
  texts,
  time,
  timeOrNull,
  v,
  yes,
} from './words.ts';

/* How a session is: `status`, `why` and `list`. */

export const session = text('the name of the session, as given to `--session`');
export const path = text("the session's folder");
const pathOrEmpty = text("the session's folder; empty: on another machine");
export const phase = oneOf(PHASES, 'the phase of the session');
export const state = oneOf(
  ['running', 'waiting', 'blocked', 'paused', 'parked', 'failed', 'done', 'idle'],
  'the state of the session',
);
export const resumeAt = timeOrNull('when the session continues, or may continue, by itself');
export const billing = textOrNull(
  'the last payer, as Claude Code reports it (its name for the source of the API key, "none" for the subscription), or the variable that decides it: `ANTHROPIC_AUTH_TOKEN`, `CLAUDE_CODE_USE_BEDROCK` and others',
);
export const why = text('one sentence: why the session is not running, or which run is active');
export const commands = texts(
  'the commands that would start it, in this order; empty if it continues by itself, except during a sleep for a limit, where a resume allows one try at once',
);
export const handOverOrNull = orNull(handOver, 'of a session that is done');
/** Of `status` and `why`: the machine of the fleet that has the session. */
const elsewhereOrNull = orNull(
  z.strictObject({
    machine: textOrNull('its name'),
    seenAgoMs: amountOrNull('milliseconds since its last sign of life; null: it never worked'),
    silent: yes('it was given up: others may take its sessions over'),
    lastAct: orNull(
      z.strictObject({
        id: text('of the act'),
        kind: text('the name of its command'),
        by: text('the person'),
        agoMs: amount('milliseconds since it was sent'),
        done: z.nullable(z.boolean()).describe('false: refused; null: not carried out yet'),
        said: textOrNull('its outcome'),
      }),
      'the newest act that was sent to it; null: none',
    ),
  }),
  'another machine of the fleet has the session, whose run told the state last; null: its files are here',
);
export const receiptOrNull = orNull(
  receipt,
  'of a session that is done; null also if its receipt was lost',
);

const holder = z.strictObject({
  run: text('the id of the run'),
  pid: count('its process'),
  host: text('its machine'),
  since: text('ISO 8601: when it took the session'),
  beatAt: timeOrNull('the last heartbeat of its loop'),
  silentMs: amountOrNull(
    'the age of that heartbeat if it is over 90 s. If `visible` is true, its loop hangs',
  ),
  visible: yes(
    'true: its process is alive on this machine and in this container; false: only its heartbeat is visible',
  ),
});

const running = z.strictObject({
  iteration: count('its number'),
  attempt: count('the number of the attempt, from 1'),
  startedAt: text('ISO 8601: when the attempt began'),
});

const pending = z.strictObject({
  kind: oneOf(STEERS, 'the act'),
  by: text('the person'),
  note: textOrNull('their note'),
});

const ofSession = {
  v,
  session,
  path,
  phase,
  state,
  awaiting: orNull(z.enum(WAIT_REASONS), 'the reason of a wait, also while paused'),
  reason: textOrNull(
    'why the session is waiting, blocked, parked, paused or failed; while idle: the limit of cost by which a run would start no attempt',
  ),
  needs: orNull(z.enum(NEEDS), 'while blocked: what would help'),
  retried: yes('while blocked: each run tries again by itself, without `samocode resume`'),
  iteration: count('the number of the last recorded iteration'),
  running: orNull(running, 'the iteration in progress'),
  pending: list(pending, 'pauses, stops and notes that no run has read yet'),
  holder: orNull(holder, 'the active run'),
  lastAction: textOrNull('the line `Last Action:` of the overview'),
  next: textOrNull('the line `Next:` of the overview'),
  resumeAt,
  costUsd: amount(
    'the cost so far, as far as it is known: reported, or computed from tokens and prices',
  ),
  pricedUsd: amount(pricedUsd),
  pricesOf: textOrNull(pricesOf),
  tokens: amount('input and output, as reported'),
  billing,
};

describes<SessionStatus>()(z.strictObject(ofSession));

export const status = describes<StatusNow>()(
  z.strictObject({
    ...{ ...ofSession, path: pathOrEmpty, handOver: handOverOrNull, receipt: receiptOrNull },
    elsewhere: elsewhereOrNull,
  }),
);

/** A line of `status --watch --json`. */
export const unreadable = z.strictObject({
  v,
  error: text('why the session cannot be read at the moment'),
});

export const sessionWhy = describes<WhyNow>()(
  z.strictObject({ v, session, path: pathOrEmpty, state, why, commands, elsewhere: elsewhereOrNull }),
);

const changedAt = time('the newest change by a run, an agent or a person');
const listed = {
  readable: z.strictObject({ ...ofSession, changedAt }),
  broken: z.strictObject({
    v,
    session,
    path,
    state: z.literal('broken').describe('the session cannot be read'),
    error: text('the problem and its fix'),
    changedAt,
  }),
};

describes<ListedSession>()(z.union([listed.readable, listed.broken]));

const config = z
  .optional(z.string())
  .describe("with `--all`: the path of the project's `.samocode`");
export const listedReadable = listed.readable.extend({ config });
export const listedBroken = listed.broken.extend({ config });
