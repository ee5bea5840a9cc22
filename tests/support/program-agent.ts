import type { Phase } from '../../src/domain/phases/phase.ts';

/** One thing that tests/fixtures/bin/agent.js does, and with what. */
export type Deed =
  /** The CLI's first event, its good end (with a cost), its bad end, a limit (epoch seconds), a tool call. */
  | { readonly begin: true }
  | { readonly good: number }
  | { readonly bad: { readonly text: string; readonly status?: number; readonly error?: string } }
  | { readonly limit: number }
  /** A limit for so many seconds from then on. */
  | { readonly limitFor: number }
  | { readonly tool: string }
  /** Files: an overview with this phase, a file of the session, a file of the working directory. */
  | { readonly overview: string }
  | { readonly write: readonly [name: string, text: string] }
  | { readonly work: readonly [name: string, text: string] }
  | { readonly commit: string }
  | { readonly folder: string }
  /** The signal, put there by a rename; a text as it is. */
  | { readonly signal: unknown }
  /** The same without the artefacts that the phase promises, which `signal` adds. */
  | { readonly bare: unknown }
  /** A shell command in the session folder. */
  | { readonly sh: string }
  /** Raw output: a line on stdout or stderr, bytes, megabytes of short lines, one line of megabytes. */
  | { readonly say: string }
  | { readonly err: string }
  | { readonly hex: string }
  | { readonly flood: number }
  | { readonly long: number }
  | { readonly ignore: 'SIGTERM' | 'SIGINT' }
  /** A stubborn process in a session of its own that holds stdout; its pid goes to this file. */
  | { readonly escape: string }
  /** Makes, or waits for, a file in the agent's folder. */
  | { readonly touch: string }
  | { readonly wait: string }
  | { readonly stay: true }
  | { readonly exit: number }
  | { readonly die: 'SIGKILL' | 'SIGSEGV' };

/** What one spawn does. */
export type Turn = readonly Deed[];

/** What each spawn does: by its number, else by how often its phase ran before (the last one repeats). */
export interface Script {
  readonly spawns?: readonly (Turn | null)[];
  readonly phases?: Partial<Record<Phase, readonly Turn[]>>;
  /** What each does in a session with a script of its own, by the name of its folder. */
  readonly sessions?: Readonly<Record<string, Omit<Script, 'sessions'>>>;
}

/** What a spawn left behind. */
export interface Spawn {
  readonly number: number;
  readonly pid: number;
  readonly phase: Phase;
  readonly iteration: number;
  readonly cwd: string;
  readonly session: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `_signal.json` as it stood when the agent began. */
  readonly signalAtStart: string | null;
  /** Besides the prompt. */
  readonly stdin: string;
}

/** A good turn: the deeds, the signal, the CLI's good end. */
export function turn(signal: unknown, ...deeds: Turn): Turn {
  return [{ begin: true }, ...deeds, { signal }, { good: 0.01 }];
}

/** A good turn that signals `continue` to a phase. */
export function goTo(phase: Phase, ...deeds: Turn): Turn {
  return turn({ status: 'continue', phase, summary: `on to ${phase}` }, ...deeds);
}

/** A good turn without a signal. */
export function silent(...deeds: Turn): Turn {
  return [{ begin: true }, ...deeds, { good: 0.01 }];
}

export const QUESTIONS =
  '# Questions\n\n## Q1: Which?\na) one\nb) two\n\nSuggestion: a\n\nAnswer: _waiting_\n';
export const PLAN = '01-02-03:04-plan-it.md';

/** Asks when there are no questions yet, else goes on. */
export const ASKS: readonly Turn[] = [
  turn(
    { status: 'waiting', for: 'qa_answers', summary: 'asked' },
    { write: ['_qa.md', QUESTIONS] },
  ),
  goTo('planning'),
];

/** A whole session; gates are for the test to open. */
export const WHOLE: Script = {
  phases: {
    init: [goTo('investigation', { overview: 'init' })],
    investigation: [goTo('requirements', { write: ['01-02-03:04-dive-it.md', 'found\n'] })],
    requirements: ASKS,
    planning: [
      turn(
        { status: 'waiting', for: 'plan_approval', summary: 'planned' },
        { write: [PLAN, '# Plan\n'] },
      ),
    ],
    implementation: [goTo('testing', { work: ['code.txt', 'done\n'] }, { commit: 'Do it' })],
    testing: [goTo('quality', { tool: 'npm test' })],
    quality: [goTo('done')],
    done: [turn({ status: 'done', summary: 'all done' })],
  },
};

/** The same session with other turns for some phases. */
export function wholeBut(phases: Script['phases']): Script {
  return { phases: { ...WHOLE.phases, ...phases } };
}
