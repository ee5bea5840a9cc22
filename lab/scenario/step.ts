import * as z from 'zod/mini';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { FAILURES } from './failures.ts';

const text = z.string();
const yes = z.literal(true);
const seconds = z.number().check(z.minimum(0), z.maximum(3600));
const megabytes = z.number().check(z.minimum(0), z.maximum(1024));
/** Names a moment; it becomes the name of a file. */
export const eventName = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,40}$/));
/** Path → content, as a whole. */
export const files = z.record(z.string().check(z.minLength(1)), text);

/** Every word of a script, with its value. */
const words = {
  /** The CLI's first events; its good end; a whole good turn that leaves this signal. */
  begin: z.optional(yes),
  good: z.optional(yes),
  turn: z.optional(z.unknown()),
  /** Fails as the CLI does; the spawn will end with the CLI's own exit code for it. */
  fail: z.optional(z.enum(FAILURES)),
  /** The usage limit: its reset in so many seconds, past (negative), or not told (null). */
  limit: z.optional(
    z.strictObject({ seconds: z.nullable(z.number()), unit: z.optional(z.enum(['s', 'ms'])) }),
  ),
  /** While the account's window is closed, so many seconds from the first spawn on, ends in a limit. */
  window: z.optional(z.strictObject({ seconds, exit: z.int() })),
  /** Claude tells how much of a window is used: a share, or none (null), and its reset in so many seconds. */
  usage: z.optional(
    z.strictObject({
      used: z.nullable(z.number()),
      seconds: z.number(),
      status: z._default(z.enum(['allowed', 'allowed_warning']), 'allowed'),
      window: z._default(z.enum(['five_hour', 'seven_day', 'seven_day_opus']), 'five_hour'),
    }),
  ),
  /** The CLI tries again by itself; a tool call; a tool's result. */
  retrying: z.optional(yes),
  tool: z.optional(text),
  output: z.optional(text),
  /** Raw: a line, a piece of one, bytes on stdout; a line on stderr; many lines; one long line. */
  say: z.optional(text),
  part: z.optional(text),
  hex: z.optional(z.string().check(z.regex(/^(?:[0-9a-f]{2})+$/i))),
  err: z.optional(text),
  flood: z.optional(megabytes),
  long: z.optional(megabytes),
  /** `_signal.json`, put there by a rename; a text as it is. */
  signal: z.optional(z.unknown()),
  /** The same without the artefacts that its phase promises, which `turn` and `signal` add. */
  bare: z.optional(z.unknown()),
  /** An overview that says this phase; files of the session, of the working directory; a commit of those. */
  overview: z.optional(z.enum(PHASES)),
  write: z.optional(files),
  work: z.optional(files),
  commit: z.optional(text),
  /** A shell command in the session's folder. */
  sh: z.optional(text),
  /** The step of its phase for real, as in `samocode demo`. */
  demo: z.optional(yes),
  /** Processes: signals that are ignored from now on; one that is left behind and holds stdout. */
  ignore: z.optional(z.enum(['SIGTERM', 'SIGINT'])),
  leave: z.optional(z.enum(['group', 'session', 'bare'])),
  /** Meeting others: says that a moment has come; waits for one. */
  tell: z.optional(eventName),
  await: z.optional(eventName),
  sleep: z.optional(seconds),
  hang: z.optional(yes),
  exit: z.optional(z.int().check(z.minimum(0), z.maximum(255))),
  die: z.optional(z.enum(['SIGKILL', 'SIGSEGV', 'SIGTERM'])),
};

const oneWord = z.strictObject(words).check(
  z.refine((step) => Object.keys(step).length === 1, {
    error: 'a step is one word with its value: {"say": "hello"}',
  }),
);

/** The words of a step. */
export const STEP_WORDS: readonly string[] = Object.keys(words);

export type Step = z.infer<typeof oneWord>;
/** What one spawn does, one after the other. */
export type Turn = readonly Step[];

export const turn = z.array(oneWord);

const told = z.strictObject({ used: z.number(), seconds: z.number() });

/** How `codex app-server` answers: per cent used and seconds to the reset, or not at all. */
const usageAnswer = z.union([
  z.enum(['absent', 'refuses', 'rubbish', 'dies', 'hangs']),
  z.strictObject({ primary: z.optional(told), secondary: z.optional(told) }),
]);

/** What each spawn does: by its number, or by how often its phase ran before; the last one repeats. */
export const agent = z
  .strictObject({
    spawns: z.optional(z.array(turn).check(z.minLength(1))),
    /** Each question to `codex app-server`, the last one repeats; `absent` unless told. */
    appServer: z.optional(z.array(usageAnswer).check(z.minLength(1))),
    phases: z.optional(z.partialRecord(z.enum(PHASES), z.array(turn).check(z.minLength(1)))),
  })
  .check(
    z.refine(({ spawns, phases }) => (spawns === undefined) !== (phases === undefined), {
      error: 'give "spawns" or "phases", and not both',
    }),
  );

export type Agent = z.infer<typeof agent>;
export type UsageAnswer = z.infer<typeof usageAnswer>;
