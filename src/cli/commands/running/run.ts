import { type Asker, usageAsker } from '../../../app/cli-query/ask-cli.ts';
import type { Poller } from '../../../app/ports/notifier.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { announceWaits } from '../../../app/rest/announce-waits.ts';
import type { Loop, RunOptions } from '../../../app/run/loop.ts';
import { look } from '../../../app/session/look.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { laneOfEnvironment } from '../../../domain/provider/cost/billing.ts';
import { isGuarded, keepOf, withoutNumber } from '../../../domain/quota/guard.ts';
import type { RunEvent } from '../../../domain/run/event.ts';
import type { MaterialTexts } from '../../../domain/session/materials.ts';
import { runSession } from '../../../main.ts';
import { claimPlace, findPlace, type Place } from '../../compose/place/place.ts';
import { aboveRun } from '../../compose/queue/above.ts';
import { refuseAgents } from '../../compose/running/caller.ts';
import { hiddenProcesses } from '../../compose/running/leases-in.ts';
import { livenessOf, tellReady } from '../../compose/running/liveness.ts';
import { openOther } from '../../compose/running/other.ts';
import { placedAgent } from '../../compose/running/placed-agent.ts';
import { askerIn, askingOf, questionsOf } from '../../compose/running/questions.ts';
import { handsOver, notifierOf, runParts, sessionPlace } from '../../compose/running/run.ts';
import { openChoice } from '../../compose/running/sandbox.ts';
import { type HeldSession, holdSession } from '../../compose/running/session.ts';
import { type Console, openConsole } from '../../console/console.ts';
import { onceEach } from '../../console/once.ts';
import { printError } from '../../console/print.ts';
import { exitCodeOf } from '../../exit-code.ts';
import { explain } from '../../explain.ts';
import { paint, wantsColour, wantsStatusLine } from '../../render/live/paint.ts';
import { type Reporter, reporter } from '../../render/live/reporter.ts';
import { stampLines } from '../../render/stamp.ts';
import { noticeWords } from '../../render/standing/standing-words.ts';
import { watchLease } from '../../signals/lease-watch.ts';
import { obeySignals, type Signals } from '../../signals/signals.ts';
import { boundedPlace } from './bounded-place.ts';
import { credentialSource } from './credential-source.ts';
import { keepMaterials, materialsOf, refuseMaterials } from './materials.ts';
import { readRunFlags, type RunFlags } from './run-flags.ts';

const FLUSH_LIMIT_MS = 500;

/** `samocode run`: the loop, from the flags to the exit code. A demo costs nothing: an agent may run it. */
export async function runCommand(flags: RunFlags, isDemo?: true): Promise<number> {
  if (flags.stamp !== true) return await runOf(flags, isDemo);
  try {
    return await runOf(flags, isDemo);
  } catch (error) {
    const { text, code } = explain(error);
    printError(stampLines(text, flags.session));
    return code;
  }
}

async function runOf(flags: RunFlags, isDemo?: true): Promise<number> {
  const out = openConsole(1);
  const asked = readRunFlags(flags, out.isTerminal);
  const materials = materialsOf(flags);
  const found = boundedPlace(findPlace(flags, { spawns: true }), asked, flags);
  refuseMaterials(materials, found, flags);
  if (flags.dryRun === true) {
    const { place } = await openChoice(found, NEVER);
    const { dryRun } = await import('./dry-run.ts');
    return await dryRun({ place, parts: runParts(place), materials, asked });
  }
  if (isDemo !== true) refuseAgents(found);
  if (found.unproven.length > 0) {
    await (await import('../set-up/trust.ts')).requireAcceptance(found);
  }
  const { place: chosen, bwrap } = await openChoice(found, NEVER);
  const { place, notes } = claimPlace(chosen, flags);
  const { other, warnings } = await openOther(place, NEVER);
  const parts = runParts(place, { bwrap, other });
  try {
    return await runIn({ flags, materials, asked, place, parts, notes, warnings }, out);
  } finally {
    await out.flush(FLUSH_LIMIT_MS);
  }
}

/** A run before it holds its session. */
interface Prepared {
  readonly flags: RunFlags;
  readonly materials: MaterialTexts;
  readonly asked: RunOptions;
  readonly place: Place;
  readonly parts: ReturnType<typeof runParts>;
  readonly notes: readonly string[];
  /** About the other provider. */
  readonly warnings: readonly string[];
}

async function runIn(prepared: Prepared, out: Console): Promise<number> {
  const { flags, asked, place, parts, notes, warnings } = prepared;
  const { environment } = place;
  const { isTerminal } = out;
  const colours = paint(wantsColour({ isTerminal, flag: flags.color, environment }));
  using line = wantsStatusLine({ isTerminal, flags, environment })
    ? (await import('../../console/status-line.ts')).startStatusLine(out, colours, flags)
    : undefined;
  const say = reporter(line ?? out, flags, colours);
  const warn = warningTo(say.report);
  for (const text of [...startNotes(place, flags.new === true), ...notes])
    say.report({ kind: 'note', text });
  new Set([...place.warnings, ...warnings, ...hiddenProcesses()]).forEach(warn);
  const { agent } = parts.spawner;
  using signals = obeySignals({ endsOnHangup: asked.attended, report: say.report });
  const otherAgent = parts.other?.worker.agent;
  const options = {
    run: parts.id,
    account: accountOf(agent.provider.name, agent.environment, place.home),
    otherAccount:
      otherAgent && accountOf(otherAgent.provider.name, otherAgent.environment, place.home),
    ...{ force: asked.force, isUnderWork: asked.leaves },
    keep: keepOf(place.config),
    verbose: flags.verbose === true,
    stop: signals.stop,
    warn,
  };
  // Before the lease: a unit of `Type=notify` that ends without READY has failed, whatever its exit code.
  await using manager = tellReady(place, { stops: signals, warn });
  await using held = await holdSession(place, options);
  say.logTo(held.logs);
  return await runHeld({ ...prepared, held, say, signals, manager });
}

function warningTo(report: (event: RunEvent) => void): (text: string) => void {
  return (text) => {
    report({ kind: 'warning', text });
  };
}

interface Started extends Prepared {
  readonly held: HeldSession;
  readonly say: Reporter;
  readonly signals: Signals;
  readonly manager: ReturnType<typeof tellReady>;
}

async function runHeld(started: Started): Promise<number> {
  const { materials, parts, held, say, place, signals, manager } = started;
  await using liveness = livenessOf(place, {
    run: parts.id,
    path: held.store.path,
    manager,
    stops: signals,
    warn: warningTo(say.report),
  });
  const report = (event: RunEvent): void => {
    say.report(event);
    liveness.heard(event);
  };
  const warn = warningTo(report);
  using watch = watchLease(held.lease, () => {
    warn('another run took the session over: this one ends');
  });
  const stop = AbortSignal.any([signals.stop, watch.taken]);
  keepMaterials(held.store, materials, place);
  const above = await aboveRun(started.flags.underWork);
  const { isDrained } = above;
  const stops = { stop, kill: signals.kill, signal: signals.asked, isDrained };
  const loop = await loopOf(started, { report, stops, warn: onceEach(warn) });
  report(startEvent(loop, place));
  try {
    const ending = await runSession(announceWaits(loop, liveness.expect));
    if (watch.taken.aborted) held.lease.check();
    const handOver = ending.kind === 'done' ? await loop.teller.handOver() : undefined;
    report({ kind: 'ended', ending, resident: false, handOver });
    above.tell(loop, ending);
    return exitCodeOf(ending);
  } finally {
    await loop.teller.poller?.end();
  }
}

/** The connections of a loop to its run. */
interface Links {
  readonly report: (event: RunEvent) => void;
  readonly stops: Loop['stops'];
  readonly warn: (text: string) => void;
}

async function loopOf(started: Started, { report, stops, warn }: Links): Promise<Loop> {
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
      agent: placedAgent(started, parts.spawner.agent),
      room: held.room,
      ...questionsOf(askerOf(started, stops), parts),
    },
    fallback: fallbackOf(started, stops),
    teller: {
      place: sessionPlace(place),
      report,
      poller: await phoneOf(started, warn),
      notifier: notifierOf(place, { run: parts.id, stops, warn, listens: asked.resident }),
      words: noticeWords({ config: place.config.configPath, session: place.session }),
      handOver: handsOver(place, warn),
      openings: [],
    },
  };
}

/** The provider that takes over, with the limit book of its account. */
function fallbackOf(started: Started, stops: Loop['stops']): Loop['fallback'] {
  const { other } = started.parts;
  const { otherLimits: limits } = started.held;
  if (other === undefined || limits === undefined) return undefined;
  const { config, worker } = other;
  const askUsage = usageAsker(askingOf(askerOf(started, stops), worker, config));
  const agent = placedAgent(started, worker.agent);
  return { ...other, limits, worker: { ...worker, agent, askUsage } };
}

function askerOf({ parts, held, place }: Started, stops: Loop['stops']): Asker {
  return askerIn(held.room, { home: place.home, cwd: held.store.path, runId: parts.id, stops });
}

function startEvent({ id, session, spawner, teller, books }: Loop, place: Place): RunEvent {
  const { provider, environment } = spawner.agent;
  const billing = laneOfEnvironment(provider.name, environment);
  const keep = keepOf(place.config);
  const unknown = isGuarded(keep) ? withoutNumber(books.limits.uses(Date.now()), keep) : [];
  return {
    kind: 'run-started',
    run: id,
    session: teller.place.session,
    path: teller.place.path,
    provider: provider.name,
    phase: look(session.store).phase,
    configPath: teller.place.config,
    base: session.store.state().branch?.base,
    billing,
    billingFrom: credentialSource(billing, place),
    ...(unknown.length > 0 && { quotaUnknown: unknown }),
  };
}

/** Whom a run that stays listens to. */
async function phoneOf(
  { place, asked, held, signals }: Started,
  warn: (text: string) => void,
): Promise<Poller | undefined> {
  const { telegram } = place.config;
  if (telegram === undefined || !asked.resident) return undefined;
  const { openPoller } = await import('../../compose/telegram/poller.ts');
  return openPoller(place, telegram, {
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

function startNotes(place: Place, isNew: boolean): readonly string[] {
  const notes = place.found === undefined ? [] : [`configuration: ${place.config.configPath}`];
  if (isNew) notes.push(`a new session; go on with --session ${place.session}`);
  if (process.platform === 'win32') notes.push('Windows is supported under WSL only');
  return notes;
}
