import { payerWords } from '../../domain/provider/cost/billing.ts';
import { costCell, costWords, isTold } from '../../domain/provider/cost/cost-words.ts';
import type { Cost } from '../../domain/provider/cost/usage.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import { choiceWords } from '../../domain/run/live.ts';
import { baseWords } from '../../domain/session/base.ts';
import { type CommandPlace, completeCommands } from '../../domain/session/session-command.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { tokensText } from '../../domain/text/numbers.ts';
import { printable } from '../../domain/text/printable.ts';
import { ended } from './ending-words.ts';
import { clock } from './stamp.ts';
import { info, warning, type Words } from './weight.ts';

/**
 * The text of an event for a person, produced only here; `place`: of the commands in our own words. The
 * content is not yet safe for a terminal.
 */
export function wordsOf(event: RunEvent, place: CommandPlace = {}): Words {
  switch (event.kind) {
    case 'run-started':
      return info(startWords(event));
    case 'attempt-started':
      return attemptStarted(event);
    case 'activity':
      return { weight: 'detail', text: event.text };
    case 'agent-started':
      return agentStarted(event);
    case 'provider-retrying':
      return info(`the CLI is retrying by itself: ${event.text}`);
    case 'quiet':
      return quiet(event);
    case 'attempt-ended':
      return attemptEnded(event);
    case 'retrying':
      return warning(`next attempt in ${formatDuration(event.afterMs)}: ${event.reason}`);
    case 'limit':
      return warning(`${event.reason}; sleeping until ${clock(event.until)}`);
    case 'outage':
      return warning(`${event.reason}; resting until ${clock(event.until)}, then one more attempt`);
    case 'outage-over':
      return info(`the provider answers again after ${formatDuration(event.afterMs)}`);
    case 'setting-up':
    case 'proving':
      return info(`${SHELL_WORDS[event.kind]}: ${event.command}`);
    case 'decided':
      return decided(event, place);
    case 'no-progress':
      return warning(
        `iteration ${event.iteration} changed nothing: no commit, no file, nothing in the session (${event.idle} in a row; ${event.limit} block it)`,
      );
    case 'gate-opened':
      return info(`the ${event.gate} gate was opened by --gates auto`);
    case 'base-chosen':
    case 'branch-chosen':
      return info(chosenWords(event));
    case 'worktree-added':
      return info(`worktree ${event.path} on branch ${event.branch}`);
    case 'warning':
      return warning(completeCommands(event.text, place));
    case 'note':
      return info(completeCommands(event.text, place));
    case 'stopping':
      return info(`${event.signal}: ending the run; once more ends it at once`);
    case 'ended':
      return ended(event, place);
  }
}

/** A minute of thinking is no news for a screen; work without words never is. */
const QUIET_INFO_MS = 5 * 60_000;

const SHELL_WORDS = {
  'setting-up': 'setting the worktree up',
  proving: 'running VERIFY',
} as const;

function chosenWords(event: Extract<RunEvent, { kind: 'base-chosen' | 'branch-chosen' }>): string {
  if (event.kind === 'base-chosen') return `from ${baseWords(event.base)}`;
  const { branch, wanted, obstacle } = event;
  const why =
    obstacle === wanted
      ? `the branch ${wanted} exists, and this session did not make it`
      : `the branch ${obstacle} is in the way of ${wanted}`;
  return `on branch ${branch}: ${why}`;
}

function quiet({ state, silentMs, text }: Extract<RunEvent, { kind: 'quiet' }>): Words {
  switch (state) {
    case 'busy':
      return silentMs === 0 ? info(text) : { weight: 'detail', text: `busy: ${text}` };
    case 'silent':
      return { weight: silentMs < QUIET_INFO_MS ? 'detail' : 'info', text: `silent: ${text}` };
    case 'hung':
      return warning(`seems hung: ${text}; --timeout or --idle-timeout ends it, nothing else does`);
  }
}

function agentStarted(event: Extract<RunEvent, { kind: 'agent-started' }>): Words {
  const payer = event.billing === undefined ? undefined : `paid by ${payerWords(event.billing)}`;
  const parts = [event.model, event.cliVersion, payer].filter((part) => part !== undefined);
  return { weight: 'detail', text: `agent started: ${parts.join(', ')}` };
}

function attemptStarted(event: Extract<RunEvent, { kind: 'attempt-started' }>): Words {
  const nth = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
  const chosen = choiceWords(event);
  const by = chosen === undefined ? '' : ` (${chosen})`;
  return info(`iteration ${event.iteration}, ${event.phase}${nth} → _logs/${event.log}${by}`);
}

function attemptEnded(event: Extract<RunEvent, { kind: 'attempt-ended' }>): Words {
  const swept = event.swept > 0 ? `, ended ${event.swept} left-over processes` : '';
  const facts = `${formatDuration(event.durationMs)}${spentText(event.cost)}${swept}`;
  if (event.outcome === 'ok') return { weight: 'detail', text: `agent ended well: ${facts}` };
  if (event.outcome === 'stopped') return info(`agent stopped: ${facts}`);
  return warning(`${event.outcome}: ${event.reason ?? ''} (${facts})`);
}

function startWords(event: Extract<RunEvent, { kind: 'run-started' }>): string {
  const { session, phase, provider, path, billing, billingFrom, quotaUnknown } = event;
  const from = billingFrom === undefined ? '' : `, from ${printable(billingFrom)}`;
  const payer =
    billing === undefined
      ? `, with the login or settings that ${provider} keeps itself`
      : `, paid by ${payerWords(billing)}${from}`;
  const quota =
    quotaUnknown === undefined
      ? ''
      : `; no usage number of ${provider} is known yet for ${quotaUnknown.join(' and ')}`;
  const base = event.base === undefined ? '' : `; from ${baseWords(event.base)}`;
  return `${session}: ${phase}, with ${provider} (${path})${payer}${quota}${base}`;
}

function decided(event: Extract<RunEvent, { kind: 'decided' }>, place: CommandPlace): Words {
  const move = event.from === event.to ? event.to : `${event.from} → ${event.to}`;
  const { summary, reason = '', isOurs } = event;
  const why = isOurs === true ? completeCommands(reason, place) : event.reason;
  const what = [summary, why].filter((part) => part !== undefined).join(' · ');
  const words = move === event.decision ? move : `${move}, ${DECISION_WORDS[event.decision]}`;
  const line = `iteration ${event.iteration}: ${words}`;
  return info(what === '' ? line : `${line}: ${what}`);
}

const DECISION_WORDS = {
  ready: 'continues',
  waiting: 'waits',
  done: 'done',
  blocked: 'blocked',
} as const;

function spentText({ costUsd, usage, ...priced }: Cost): string {
  const parts: string[] = [];
  if (isTold(costUsd)) parts.push(costWords({ costUsd, ...priced }));
  if (usage !== undefined)
    parts.push(`${tokensText(usage.inputTokens + usage.outputTokens)} tokens`);
  return parts.map((part) => `, ${part}`).join('');
}

/** US dollars, marked where they were computed; nothing where nothing is known. */
export function moneyWords(costUsd: number | null, pricedUsd?: number | null): string {
  return isTold(costUsd) ? costCell(costUsd, pricedUsd) : '';
}
