import { AWAITED } from '../../../domain/phases/awaited.ts';
import type { WaitReason } from '../../../domain/phases/rules.ts';
import type { WaitFor } from '../../../domain/report/report.ts';
import type { sessionCommand } from '../../../domain/session/session-command.ts';
import type { GateTrouble } from '../../../domain/session/standing.ts';
import { resolveWords } from '../../../domain/text/markdown/conflict.ts';

/** A command for the session, as `sessionCommand` takes it. */
export type Act = NonNullable<Parameters<typeof sessionCommand>[1]>;

export const RUN: Act = {};
/** Of a parked session: the next spawn disregards the closed window. */
export const TRY: Act = { words: ['resume'] };
export const RESUME: Act = { words: ['resume'], flags: '--note "…"' };
export const RESUME_WORDS = 'samocode resume --note "…"';

interface WaitWords {
  /** The awaited thing, now and in a report. */
  readonly what: string;
  readonly was: string;
  /** The command that ends the wait. */
  readonly ends: string;
  /** For the status line, the longest form first. */
  readonly live: readonly string[];
  /** The commands that open it, where one does. */
  readonly acts: readonly Act[];
}

export const FORCE: Act = { flags: '--force' };

/** The reasons for which a session waits. */
export const WAITS: Readonly<Record<WaitReason, WaitWords>> = {
  qa_answers: {
    what: AWAITED.qa_answers,
    was: 'your answers',
    ends: 'samocode answer (or write the answers into _qa.md)',
    live: [
      'waits for your answers: samocode answer',
      'needs samocode answer',
      'waits for your answers',
    ],
    acts: [{ words: ['answer'] }],
  },
  plan_approval: {
    what: AWAITED.plan_approval,
    was: 'your approval of the plan',
    ends: 'samocode approve, or samocode reject --note "…"',
    live: [
      'waits for your approval: samocode approve',
      'needs samocode approve',
      'waits for your approval',
    ],
    acts: [{ words: ['approve'] }],
  },
  human_action: {
    what: AWAITED.human_action,
    was: 'something that you had to do',
    ends: `do it and change a file of the session, or ${RESUME_WORDS}`,
    live: ['waits for you: do it, then samocode resume', 'needs samocode resume', 'waits for you'],
    acts: [RESUME],
  },
  file_update: {
    what: AWAITED.file_update,
    was: 'a file that you had to change',
    ends: `change the file, or ${RESUME_WORDS}`,
    live: ['waits for a changed file, or samocode resume', 'waits for a file'],
    acts: [RESUME],
  },
};

/** The words of a wait at whose gate the usual command would refuse. */
const HINDERED: Readonly<Partial<Record<GateTrouble, Partial<WaitWords>>>> = {
  conflict: {
    ends: resolveWords('_qa.md'),
    live: ['waits for you: _qa.md has a merge conflict', 'waits for your answers'],
    acts: [],
  },
  'plan-conflict': {
    ends: `${resolveWords('the plan')}; or samocode reject --note "…"`,
    live: ['waits for you: the plan has a merge conflict', 'waits for your approval'],
    acts: [{ words: ['reject'], flags: '--note "…"' }],
  },
  unreadable: {
    ends: 'edit _qa.md, or samocode run --force',
    live: ['waits for you: _qa.md cannot be read', 'waits for your answers'],
    acts: [FORCE],
  },
  'nothing-asked': {
    ends: 'samocode answer --none',
    live: ['waits for your answers: samocode answer --none', 'waits for your answers'],
    acts: [{ words: ['answer'], flags: '--none' }],
  },
};

/** The words of a wait, with what helps where its gate cannot be opened as usual. */
export function waitWords(reason: WaitReason, trouble: GateTrouble | undefined): WaitWords {
  return { ...WAITS[reason], ...(trouble === undefined ? {} : HINDERED[trouble]) };
}

/** The reason for a wait in a report. */
export function waitedFor(reason: WaitFor): string {
  return isAwaited(reason) ? `for ${WAITS[reason].was}` : OTHER_WAITS[reason];
}

function isAwaited(reason: WaitFor): reason is WaitReason {
  return reason in WAITS;
}

const OTHER_WAITS: Readonly<Record<Exclude<WaitFor, WaitReason>, string>> = {
  blocked: 'blocked, for a person',
  limit: "for the provider's limit",
  outage: 'for the provider, which was down',
  failure: 'after the provider had failed',
  pause: 'paused, for a resume',
  nobody: 'with no run, or between two attempts',
};
