import type { AgentEvent } from '../../domain/provider/agent-event.ts';
import { laneOf } from '../../domain/provider/cost/billing.ts';
import { withoutFolders } from '../../domain/run/activity.ts';
import { clearsLimits } from '../limits/early-try.ts';
import type { ProcessTask } from '../ports/process.ts';
import type { AttemptPlan } from '../run/command.ts';
import type { Loop } from '../run/loop.ts';
import { quietTeller } from './quiet.ts';
import { otherMode } from './restriction.ts';
import { isAnswer } from './spend.ts';

/** A verdict needs the last events, not all: so many are kept of a stream of any length. */
const EVENTS_KEPT = 200;

/** Takes what the CLI prints. */
export interface Watched {
  readonly events: readonly AgentEvent[];
  readonly takes: Pick<ProcessTask, 'onLine' | 'onQuiet'>;
  /** Whether the model answered, once people were told of it. */
  readonly answered: () => Promise<boolean>;
}

export function watchAttempt(loop: Loop, plan: AttemptPlan, asked: string | undefined): Watched {
  const events: AgentEvent[] = [];
  const clears = clearsLimits(loop);
  let answer: Promise<void> | undefined;
  const onGood = (): void => {
    clears();
    if (answer === undefined) {
      const { books, clock, settings } = loop;
      books.limits.answered(clock.now().getTime(), settings.config.startSpacingMs);
    }
    answer ??= plan.onAnswer();
  };
  const quiet = quietTeller(loop.teller.report);
  const folders = [plan.cwd, loop.session.store.path];
  const takes = { onGood, onEvent: quiet.onEvent, onWarning: warnsOnce(loop), asked, folders };
  return {
    events,
    takes: { onLine: (line) => takeLine(loop, events, line, takes), onQuiet: quiet.onQuiet },
    answered: async () => {
      await answer;
      return answer !== undefined;
    },
  };
}

/** A CLI tells of its set-up with each of its turns. */
function warnsOnce(loop: Loop): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    loop.teller.report({ kind: 'warning', text });
  };
}

/** Who is told of an event, and the permission mode that was asked for. */
interface Takes {
  readonly onGood: () => void;
  readonly onEvent: (event: AgentEvent) => void;
  readonly onWarning: (text: string) => void;
  readonly asked: string | undefined;
  /** Those of the work: an activity is shown without them. */
  readonly folders: readonly string[];
}

function takeLine(
  loop: Loop,
  events: AgentEvent[],
  line: string,
  { onGood, onEvent, onWarning, asked, folders }: Takes,
): 'finished' | 'restricted' | undefined {
  let said: 'finished' | 'restricted' | undefined;
  for (const event of loop.spawner.agent.provider.parse(line)) {
    onEvent(event);
    if (isAnswer(event)) onGood();
    if (event.kind === 'activity') {
      const text = withoutFolders(event.text, folders);
      loop.teller.report({ kind: 'activity', text });
      continue;
    }
    if (event.kind === 'quota') {
      loop.books.limits.noteUses(event.windows, loop.clock.now().getTime());
      continue;
    }
    if (event.kind === 'warning') {
      onWarning(event.text);
      continue;
    }
    if (event.kind === 'lost') {
      onWarning(event.text);
      if (events.some((one) => one.kind === 'lost' && one.text === event.text)) continue;
    } else tellEvent(loop, event);
    if (event.kind === 'finished') said = 'finished';
    if (otherMode(event, asked) !== undefined) said = 'restricted';
    if (events.length >= EVENTS_KEPT) events.splice(1, 1);
    events.push(event);
  }
  return said;
}

type CountedEvent = Exclude<AgentEvent, { kind: 'activity' | 'warning' | 'lost' | 'quota' }>;

function tellEvent(loop: Loop, event: CountedEvent): void {
  switch (event.kind) {
    case 'started':
      loop.teller.report({
        kind: 'agent-started',
        model: event.model,
        cliVersion: event.cliVersion,
        billing: laneOf(
          loop.spawner.agent.provider.name,
          loop.spawner.agent.environment,
          event.billing,
        ),
      });
      break;
    case 'retrying':
      loop.teller.report({ kind: 'provider-retrying', text: event.text });
      break;
    case 'denied':
      loop.teller.report({ kind: 'warning', text: `permission denied: ${event.text}` });
      break;
    case 'limit':
    case 'error':
    case 'finished':
      break;
  }
}
