import type { Notice, NoticeKind, Notifier } from '../../app/ports/notifier.ts';
import type { Stops } from '../../app/ports/repository.ts';
import { printable, printableLines } from '../../domain/text/printable.ts';
import type { RunTool } from '../tool.ts';

/** The time limit of one command. */
const LIMIT_MS = 10_000;
/** Names the command among the messages of a notice that need not be told again. */
const COMMAND = 'SAMOCODE_ON_EVENT';
const SAID_LENGTH = 300;

/** The kinds of events, which are published: docs/events.md lists them. */
const EVENTS = {
  waiting: 'waiting',
  blocked: 'blocked',
  paused: 'paused',
  stopped: 'stopped',
  parked: 'parked',
  outage: 'parked',
  fallback: 'fallback',
  stronger: 'stronger',
  cost: 'cost',
  checkpoint: 'checkpoint',
  recovered: 'resumed',
  resumed: 'resumed',
  opened: 'opened',
  changed: 'changed',
  done: 'done',
  failed: 'failed',
  disk: 'failed',
  queue: 'queue',
} as const satisfies Record<NoticeKind, string>;

export interface EventCommand {
  /** For `/bin/sh -c`. */
  readonly command: string;
  /** Absolute; the command runs there. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The session's folder (the queue has none) and the project's `.samocode`, both absolute. */
  readonly place: {
    readonly session: string;
    readonly path: string | undefined;
    readonly config: string;
  };
  readonly stops: Stops;
  readonly runTool: RunTool;
  readonly now: () => Date;
  /** Hears why a command failed; nothing else follows from it. */
  readonly warn: (text: string) => void;
}

/**
 * A notifier that runs the person's command for each notice as well: once, in a process group of its own,
 * for 10 s at most. A command that fails is not run again for that notice.
 */
export function withEventCommand(next: Notifier, of: EventCommand): Notifier {
  return {
    async tell(notice, shown = []) {
      const others = shown.filter((name) => name !== COMMAND);
      const [, failure] = await Promise.all([
        shown.includes(COMMAND) ? undefined : runCommand(of, notice),
        next.tell(notice, others),
      ]);
      return failure && { ...failure, shown: [...failure.shown, COMMAND] };
    },
  };
}

async function runCommand(of: EventCommand, notice: Notice): Promise<void> {
  const { command, cwd, env, stops, runTool, warn } = of;
  const { ok, stderr, problem } = await runTool('/bin/sh', ['-c', command], {
    ...{ cwd, env, ...stops, timeoutMs: LIMIT_MS, graceMs: 0 },
    input: `${JSON.stringify(eventOf(of, notice))}\n`,
  });
  if (ok) return;
  const said = problem?.replace('/bin/sh', 'the command') ?? `the command failed: ${stderr}`;
  warn(`${COMMAND}: ${printable(said.trim(), SAID_LENGTH)}`);
}

/** The event as the command reads it from its standard input: fields are only ever added (docs/json.md). */
export interface PublishedNotice extends Pick<
  Notice,
  'session' | 'phase' | 'iteration' | 'text' | 'handOver' | 'counts'
> {
  readonly event: (typeof EVENTS)[NoticeKind];
  /** ISO 8601. */
  readonly at: string;
  readonly path: string | undefined;
  readonly config: string;
}

function eventOf({ place, now }: EventCommand, notice: Notice): PublishedNotice {
  const { kind, phase, iteration, text, handOver, counts } = notice;
  const at = now().toISOString();
  const { session, path, config } = place;
  const what = { event: EVENTS[kind], at, session, phase, iteration };
  return { ...what, text: printableLines(text), path, config, handOver, counts };
}
