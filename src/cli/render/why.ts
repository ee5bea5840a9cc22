import type { Examined } from '../../app/reading/examine.ts';
import { type SessionStatus, statusOf } from '../../app/reading/status.ts';
import { PROVIDER_DOWN } from '../../domain/provider/closed-windows.ts';
import { sessionCommand } from '../../domain/session/session-command.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { holderName } from './holder.ts';
import { clock } from './words.ts';

/** `why --json`, version 1: fields are only ever added (docs/json.md). */
export interface SessionWhy {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  readonly state: SessionStatus['state'];
  /** One sentence: why it is not running, or who runs it. */
  readonly why: string;
  /** What would make it run, in this order; none where it goes on by itself. */
  readonly commands: readonly string[];
}

/** Input of the text besides the examined session. */
export interface Asked {
  readonly session: string;
  readonly path: string;
  /** As given; undefined: the commands find it by themselves. */
  readonly config: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The last line a run said of the session. */
  readonly lastWords: string | undefined;
}

/** Why a session is not running, and what would make it run. Content is not yet made printable. */
export function whyOf(examined: Examined, asked: Asked): SessionWhy {
  const { session, path, config } = asked;
  const status = statusOf(examined, { session, path });
  const { why, acts } = wordsFor(examined, status, asked);
  const commands = acts.map((act) => sessionCommand({ config, session }, act));
  return { v: 1, session, path, state: status.state, why, commands };
}

type Act = NonNullable<Parameters<typeof sessionCommand>[1]>;

interface Said {
  readonly why: string;
  readonly acts: readonly Act[];
}

const RUN: Act = {};
const FORCE: Act = { flags: '--force' };
/** Of a parked session: the next spawn disregards the closed window. */
const TRY: Act = { words: ['resume'] };
const RESUME: Act = { words: ['resume'], flags: '--note "…"' };
const OPENERS: Readonly<Record<NonNullable<SessionStatus['awaiting']>, Act>> = {
  qa_answers: { words: ['answer'] },
  plan_approval: { words: ['approve'] },
  human_action: RESUME,
  file_update: RESUME,
};

/** Where no question can be read, only an agent that is told so, or an editor, helps. */
function openerOf(awaiting: keyof typeof OPENERS, { view }: Examined): Act {
  const opener = OPENERS[awaiting];
  if (awaiting !== 'qa_answers') return opener;
  switch (view.questionsTrouble?.kind) {
    case 'unreadable':
      return FORCE;
    case 'nothing-asked':
      return { ...opener, flags: '--none' };
    case 'open':
    case 'agents-answers':
    case undefined:
      return opener;
  }
}

function wordsFor(examined: Examined, status: SessionStatus, { now, lastWords }: Asked): Said {
  const { phase } = status;
  const reason = status.reason === null || status.reason === '' ? '' : `: ${status.reason}`;
  switch (status.state) {
    case 'running':
      return {
        why: runningWords(examined, now),
        acts: examined.holder?.isVisible === false ? [FORCE] : [],
      };
    case 'waiting': {
      const awaiting = status.awaiting ?? 'human_action';
      const why = `it waits in ${phase} for ${AWAITED[awaiting]}${reason}`;
      return opened({ why, acts: [openerOf(awaiting, examined)] }, examined);
    }
    case 'blocked': {
      const again = status.retried ? '; each run tries again' : '';
      const why = `it is blocked in ${phase} (needs ${status.needs ?? 'a person'}${again})${reason}`;
      return opened({ why, acts: status.retried ? [] : [RESUME] }, examined);
    }
    case 'failed':
      return failedWords(status, reason, now);
    case 'parked':
      return parkedWords(examined, status, reason);
    case 'paused': {
      const why = `it was paused in ${phase} ${status.reason ?? ''}`.trimEnd();
      return opened({ why, acts: [{ words: ['resume'] }] }, examined);
    }
    case 'done':
      return {
        why: 'it is done, and nothing is left to run',
        acts: [{ words: ['resume'], flags: '--phase investigation --note "…"' }, RUN],
      };
    case 'idle':
      return { why: idleWords(examined, lastWords), acts: [RUN] };
  }
}

const AWAITED = {
  qa_answers: 'your answers',
  plan_approval: 'your word on the plan',
  human_action: 'something that you have to do',
  file_update: 'a file that you have to change',
} as const;

/** A run that stays for the person goes on by itself; else it has to be started again. */
function opened({ why, acts }: Said, { holder, now }: Examined): Said {
  if (holder === undefined) return { why, acts: [...acts, RUN] };
  const who = holderName(holder, now);
  if (!holder.isVisible) return { why: `${why} (held by ${who})`, acts: [...acts, FORCE] };
  return { why: `${why} (pid ${holder.process.pid} stays and goes on after that)`, acts };
}

function runningWords({ holder, view }: Examined, now: number): string {
  const { mark } = view.state;
  const who = holder === undefined ? 'a run' : holderName(holder, now);
  const [is, verb] = holder?.isVisible === false ? ['it is held', 'was'] : ['it is running', 'is'];
  if (mark === undefined || holder?.run !== mark.run) {
    return `${is}: ${who} ${verb} at ${view.phase}, ${sinceWords(holder?.since, now)}`;
  }
  const attempt = mark.attempt > 1 ? `, attempt ${mark.attempt}` : '';
  return `${is}: ${who} ${verb} at ${mark.phase}, iteration ${mark.iteration}${attempt}, ${sinceWords(mark.startedAt, now)}`;
}

function sinceWords(iso: string | undefined, now: number): string {
  const at = Date.parse(iso ?? '');
  return Number.isNaN(at)
    ? 'since an unrecorded time'
    : `since ${clock(at)} (${formatDuration(now - at)})`;
}

function failedWords({ resumeAt, phase }: SessionStatus, reason: string, now: number): Said {
  const held =
    resumeAt === null
      ? 'an unattended run does nothing until a person has resumed it or changed the configuration'
      : `an unattended run waits ${untilWords(resumeAt, now)}, one from a terminal goes at once`;
  const acts = resumeAt === null ? [RESUME, RUN] : [RUN];
  return { why: `the provider failed for good in ${phase}${reason}; ${held}`, acts };
}

function parkedWords({ holder, now }: Examined, { resumeAt }: SessionStatus, reason: string): Said {
  const until = resumeAt === null ? 'until its reset' : untilWords(resumeAt, now);
  const isDown = reason.startsWith(`: ${PROVIDER_DOWN}`);
  if (holder !== undefined) {
    const what = isDown ? 'rests' : "sleeps for the provider's limit";
    const sleeps = `it ${what} ${until}${reason}`;
    const who = holderName(holder, now);
    if (!holder.isVisible) return { why: `${sleeps} (held by ${who})`, acts: [FORCE] };
    const why = `${sleeps}; pid ${holder.process.pid} goes on by itself, a resume makes it try once now`;
    return { why, acts: [TRY] };
  }
  const [what, lets] = isDown
    ? ['it is parked', '--max-outage']
    : ["it is parked for the provider's limit", '--max-wait'];
  const why = `${what} ${until}${reason}; a run started then goes on, ${lets} lets one wait; a resume, --force or another login lets the next run try once now`;
  return { why, acts: [TRY, RUN] };
}

function untilWords(iso: string, now: number): string {
  const at = Date.parse(iso);
  return at <= now ? `until ${clock(at)}` : `until ${clock(at)} (in ${formatDuration(at - now)})`;
}

function idleWords({ view, admitted, left }: Examined, lastWords: string | undefined): string {
  const { phase, state, answersByHand } = view;
  const { mark } = state;
  if (left !== undefined && mark !== undefined) {
    const takes =
      left === 'signal'
        ? 'the next run records the signal it left'
        : 'the next run starts it again';
    return `no run is there: the last one died in ${mark.phase}, iteration ${mark.iteration}; ${takes}`;
  }
  if (answersByHand !== undefined) {
    return 'no run is active: the answers are in _qa.md, and the next run takes them';
  }
  if (admitted.kind === 'spawn' && admitted.because === 'files-changed') {
    return `no run is there: the session's files have changed since it stopped in ${phase}, so the next run goes on`;
  }
  if (view.reconciled.kind === 'override') {
    return `no run is there: the phase was set to ${phase} by hand, and the next run follows`;
  }
  const said = lastWords === undefined ? '' : `; the last one said: ${lastWords}`;
  return `no run is active, and nothing blocks the next one in ${phase}${said}`;
}
