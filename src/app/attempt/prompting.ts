import { deniedTrouble } from '../../domain/prompt/denied.ts';
import { lostTrouble } from '../../domain/prompt/lost-writes.ts';
import { buildPrompt } from '../../domain/prompt/prompt.ts';
import type { PromptParts as AllParts, Worktree } from '../../domain/prompt/prompt-parts.ts';
import { wroteTrouble } from '../../domain/prompt/wrote.ts';
import { questionsTrouble } from '../../domain/questions/questions-trouble.ts';
import { isRetried, type RowStanding } from '../../domain/session/standing.ts';
import type { Config } from '../../domain/settings/config.ts';
import { timestampsOf } from '../../domain/text/timestamps.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { AgentProgram } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** The parts of a run that go into a prompt. */
export interface PromptParts {
  readonly agent: AgentProgram;
  readonly config: Config;
  readonly store: SessionStore;
}

/** The prompt of the next spawn; throws a UserError when the CLI would not take it. */
export function promptFor(
  { agent, config, store }: PromptParts,
  view: View,
  now: {
    readonly at: Date;
    readonly worktree: Worktree;
    readonly lacking: readonly string[];
    readonly iteration: number;
    readonly troubles: readonly string[];
  },
): string {
  const { provider, texts } = agent;
  const { phase, ledger } = view;
  const materials = phase === 'init' ? store.materials() : undefined;
  const prompt = buildPrompt({
    workflow: texts.workflow(),
    agent: provider.agentInPrompt ? texts.agent(phase) : undefined,
    sessionPath: store.path,
    cwd: now.worktree.path,
    provider: provider.name,
    phase,
    iteration: now.iteration,
    writable: config.sandbox === 'bwrap' ? config.sandboxWrite : undefined,
    startedAt: now.at,
    timeLimitSeconds: Math.floor(config.timeoutMs / 1000),
    timestamps: timestampsOf(now.at, now.iteration),
    worktree: now.worktree,
    ...proofsOf(config),
    ...madeWith(store),
    lacking: now.lacking,
    judged: judgedOf(store, view),
    dive: materials?.dive,
    task: materials?.task,
    inputs: ledger.inputs,
    earlier: ledger.earlier,
    filesChanged: endsByChange(ledger.standing),
    troubles: [...wentWrong(store, view, config.stuckAfter, now.worktree), ...now.troubles],
  });
  const bytes = new TextEncoder().encode(prompt).length;
  if (bytes <= provider.promptLimitBytes) return prompt;
  throw new UserError(
    `the prompt is ${bytes} bytes long; ${provider.name} takes ${provider.promptLimitBytes}`,
    { hint: 'shorten the notes, workflow.md or the agent of this phase' },
  );
}

/** For the phases whose texts speak of them. */
function judgedOf(store: SessionStore, { phase, ledger }: View): AllParts['judged'] {
  if (phase !== 'testing' && phase !== 'quality' && phase !== 'done') return undefined;
  const { lastReport, lastReview } = store.promisedFiles(0, ledger.judgedSince ?? 0);
  return { report: lastReport, review: lastReview };
}

function wentWrong(
  store: SessionStore,
  view: View,
  stuckAfter: number,
  { path }: Worktree,
): readonly string[] {
  return [
    ...troublesOf(view),
    ...questionsTroubles(store, view),
    ...wroteTrouble(view.ledger.wrote, path),
    ...strongerTrouble(view),
    ...idleTrouble(view, stuckAfter),
  ];
}

/** Whether a changed file may have ended this standing. */
function endsByChange(standing: RowStanding): boolean {
  return standing.kind === 'waiting' || (standing.kind === 'blocked' && !isRetried(standing));
}

/** The settings of a person that the agent has to know. */
function proofsOf({ verify, verifyPhases, questions }: Config) {
  return { verify, verifyPhases, questions } as const;
}

/** Facts of the worktree since it was made. */
function madeWith(store: SessionStore) {
  const { gaps, baseline } = store.state();
  return { gaps: gaps ?? [], baseline } as const;
}

/** Unreadable questions of the agent and unreadable answers of a person. */
function questionsTroubles(store: SessionStore, view: View): readonly string[] {
  if (view.questionsTrouble !== undefined) return [view.questionsTrouble.text];
  // A person may have said that none is needed because they saw none.
  const text = view.phase === 'requirements' ? store.questions()?.text : undefined;
  if (text === undefined) return [];
  const trouble = questionsTrouble(text, 'unknown');
  const isTold = trouble?.kind === 'unreadable' || trouble?.kind === 'conflict';
  return isTold ? [trouble.text] : [];
}

/** An agent that is told so may do something else; one that is not does the same again. */
function idleTrouble({ ledger }: View, limit: number): readonly string[] {
  const { idle } = ledger.watch;
  if (idle === 0 || limit === 0) return [];
  const what = idle === 1 ? 'The last iteration' : `The last ${idle} iterations`;
  return [
    `${what} changed nothing: no new commit, no changed file, no file of the session. ` +
      `After ${limit} in a row the session is blocked. Find out why, and do it another way; ` +
      'or signal blocked and give the missing part in reason.',
  ];
}

/** For the first agent with the stronger profile. */
function strongerTrouble({ ledger: { stronger } }: View): readonly string[] {
  if (stronger?.isTried !== false) return [];
  return [
    `The agents before this one did not get on: ${stronger.reason}. This is one try with a stronger model. ` +
      'Find the cause first and do it another way; if it cannot be done, signal blocked and say why.',
  ];
}

const PLAIN_JSON =
  'Write plain JSON this time, as UTF-8: one object, with no code fence, comment, trailing comma or raw line break, and nothing around it, with keys and values spelled as documented.';

function troublesOf({ ledger, state }: View): readonly string[] {
  const troubles: string[] = [];
  const problem = ledger.trouble?.problem;
  if (problem === 'no-signal') {
    troubles.push('The iteration before this one left no _signal.json. Write it this time, last.');
  } else if (ledger.trouble !== undefined && problem === 'malformed') {
    troubles.push(
      `The iteration before this one left a _signal.json that cannot be read, and it was not followed: ${ledger.trouble.reason}. ` +
        `${PLAIN_JSON} If it said that you are blocked or wait for a person, and that still holds, say so again.`,
    );
  } else if (ledger.trouble?.problem === 'stuck') {
    troubles.push(`The session was stopped: ${ledger.trouble.reason}`);
  } else if (ledger.trouble?.problem === 'worktree') {
    troubles.push(
      `The agent of the iteration before this one lost its working folder: ${ledger.trouble.reason}. ` +
        'The worktree is there again, on its branch. Compare it with the session’s files before you go on.',
    );
  } else if (ledger.trouble !== undefined) {
    troubles.push(
      `The signal of the iteration before this one was not followed: ${ledger.trouble.reason}`,
    );
  }
  if (ledger.slips.length > 0) {
    troubles.push(
      `The signal of the iteration before this one was not plain JSON (${ledger.slips.join(', ')}). It was repaired and read. ${PLAIN_JSON}`,
    );
  }
  if (ledger.denied !== undefined) troubles.push(deniedTrouble(ledger.denied, 'iteration'));
  if (ledger.lost.length > 0) troubles.push(lostTrouble(ledger.lost, 'iteration'));
  if (state.lost > 0) {
    troubles.push(
      'The attempt before this one was lost (killed, or the machine died): check for unfinished work.',
    );
  }
  return troubles;
}
