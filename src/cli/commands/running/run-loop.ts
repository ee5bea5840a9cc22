import { type Asker, usageAsker } from '../../../app/cli-query/ask-cli.ts';
import type { Poller } from '../../../app/ports/notifier.ts';
import type { Loop, RunOptions } from '../../../app/run/loop.ts';
import { placedAgent } from '../../../app/workspace/placed-agent.ts';
import type { RunEvent } from '../../../domain/run/event.ts';
import type { MaterialTexts } from '../../../domain/session/materials.ts';
import type { HandSession } from '../../compose/fleet/state/ask-for-hand.ts';
import type { Place } from '../../compose/place/place.ts';
import type { UnderWork } from '../../compose/queue/under-work.ts';
import type { tellReady } from '../../compose/running/liveness.ts';
import { askerIn, askingOf, questionsOf } from '../../compose/running/questions.ts';
import { handsOver, notifierOf, type RunParts, sessionPlace } from '../../compose/running/run.ts';
import type { HeldSession } from '../../compose/running/session.ts';
import type { Reporter } from '../../render/live/reporter.ts';
import { noticeWords } from '../../render/standing/notice-words.ts';
import type { Signals } from '../../signals/signals.ts';
import type { RunFlags } from './run-flags.ts';

/** A run before it holds its session. */
export interface Prepared {
  readonly flags: RunFlags;
  readonly materials: MaterialTexts;
  readonly asked: RunOptions;
  readonly place: Place;
  readonly parts: RunParts;
  readonly notes: readonly string[];
  /** About the other provider. */
  readonly warnings: readonly string[];
  /** Of a run that a person started. */
  readonly hand: HandSession | undefined;
  readonly above: UnderWork;
}

/** A run that holds its session. */
export interface Started extends Prepared {
  readonly held: HeldSession;
  readonly say: Reporter;
  readonly signals: Signals;
  readonly manager: ReturnType<typeof tellReady>;
}

/** The connections of a loop to its run. */
interface Links {
  readonly report: (event: RunEvent) => void;
  readonly stops: Loop['stops'];
  readonly warn: (text: string) => void;
}

/** All that the loop works with. */
export async function loopOf(started: Started, { report, stops, warn }: Links): Promise<Loop> {
  const { asked, parts, held, place } = started;
  return {
    id: parts.id,
    session: { store: held.store, lease: held.lease, leases: held.leases, tampering: [] },
    settings: { ...parts.settings, options: asked },
    books: held.books,
    clock: parts.clock,
    stops,
    spawner: {
      ...parts.spawner,
      agent: placedAgent(parts.spawner.agent, placeOf(started)),
      room: held.room,
      ...questionsOf(askerOf(started, stops), parts),
    },
    fallback: fallbackOf(started, stops),
    fleet: await fleetOf(started, warn),
    teller: {
      place: sessionPlace(place),
      report,
      poller: await pollerOf(started, warn),
      notifier: notifierOf(place, { run: parts.id, stops, warn, listens: asked.resident }),
      words: noticeWords({ config: place.config.configPath, session: place.session }),
      handOver: handsOver(place, warn),
      openings: [],
    },
  };
}

async function fleetOf(
  { flags, place, parts, held, hand }: Started,
  warn: Links['warn'],
): Promise<Loop['fleet']> {
  if (hand !== undefined) {
    return await hand.openRun(place, { run: parts.id, store: held.store, warn });
  }
  if (flags.fleetClaim === undefined) return undefined;
  const { openRunFleet } = await import('../../compose/fleet/state/run-side.ts');
  return openRunFleet(flags.fleetClaim, place, { run: parts.id, store: held.store });
}

/** The provider that takes over, with the limit book of its account. */
function fallbackOf(started: Started, stops: Loop['stops']): Loop['fallback'] {
  const { other } = started.parts;
  const { otherLimits: limits } = started.held;
  if (other === undefined || limits === undefined) return undefined;
  const { config, worker } = other;
  const askUsage = usageAsker(askingOf(askerOf(started, stops), worker, config));
  const agent = placedAgent(worker.agent, placeOf(started));
  return { ...other, limits, worker: { ...worker, agent, askUsage } };
}

function placeOf({ place, held: { store, slot } }: Started): Parameters<typeof placedAgent>[1] {
  return { config: place.config, store, slot };
}

function askerOf({ parts, held, place }: Started, stops: Loop['stops']): Asker {
  return askerIn(held.room, { home: place.home, cwd: held.store.path, runId: parts.id, stops });
}

/** Whom a run that stays listens to. */
async function pollerOf(
  { place, asked, held, signals }: Started,
  warn: (text: string) => void,
): Promise<Poller | undefined> {
  const { telegram } = place.config;
  if (telegram === undefined || !asked.resident) return undefined;
  const { openPoller } = await import('../../compose/telegram/poller.ts');
  return await openPoller(place, telegram, {
    warn,
    debug: (text) => {
      held.logs.log('debug', text);
    },
    heard: (text) => {
      held.logs.log('info', text);
    },
    stops: signals,
  });
}
