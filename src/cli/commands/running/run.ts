import { NEVER } from '../../../app/ports/repository.ts';
import { announceWaits } from '../../../app/rest/announce-waits.ts';
import { rarestLookMs } from '../../../app/run/rarest-look.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { keepOf } from '../../../domain/quota/guard.ts';
import type { RunEvent } from '../../../domain/run/event.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { runSession } from '../../../main.ts';
import { fleetByHand } from '../../compose/fleet/state/by-hand.ts';
import { claimPlace, findPlace, findProject, type Project } from '../../compose/place/place.ts';
import { aboveRun } from '../../compose/queue/above.ts';
import { refuseAgents } from '../../compose/running/caller.ts';
import { hiddenProcesses } from '../../compose/running/leases-in.ts';
import { livenessOf, tellReady } from '../../compose/running/liveness.ts';
import { runParts } from '../../compose/running/run.ts';
import { openChoice, openOther } from '../../compose/running/sandbox.ts';
import { holdSession } from '../../compose/running/session.ts';
import { type Console, openConsole } from '../../console/console.ts';
import { printError, printRemark } from '../../console/print.ts';
import { exitCodeOf } from '../../exit-code.ts';
import { explain } from '../../explain.ts';
import { onceEach } from '../../once-each.ts';
import { oldCopyWords } from '../../render/fleet/old-copy.ts';
import { paint, wantsColour, wantsStatusLine } from '../../render/live/paint.ts';
import { reporter } from '../../render/live/reporter.ts';
import { stampLines } from '../../render/stamp.ts';
import { watchLease } from '../../signals/lease-watch.ts';
import { obeySignals } from '../../signals/signals.ts';
import { boundedPlace } from './bounded-place.ts';
import { keepMaterials, materialsOf, refuseMaterials } from './materials.ts';
import { readRunFlags, type RunFlags } from './run-flags.ts';
import { loopOf, type Prepared, type Started } from './run-loop.ts';
import { startEvent, startNotes } from './run-start.ts';

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
  const { fleetClaim: claimPath, underWork: endPath } = flags;
  if (claimPath !== undefined && endPath !== undefined) {
    const { takeFirst } = await import('../../compose/fleet/moves/take-first.ts');
    const paths = { claimPath, endPath };
    const problem = await takeFirst(
      () => acceptedProject(flags),
      paths,
      (path) => {
        printRemark(oldCopyWords(path));
      },
    );
    if (problem !== undefined) throw new UserError(problem, { exitCode: 4 });
  }
  const materials = materialsOf(flags);
  const found = boundedPlace(findPlace(flags, { spawns: true }), asked, flags);
  const above = await aboveRun(flags.underWork);
  above.refuseGone(found, flags);
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
  const isByHand = flags.fleetClaim === undefined && isDemo !== true;
  await using hand = isByHand ? await fleetByHand(chosen, flags, printRemark) : undefined;
  const { place, notes } = claimPlace(chosen, flags);
  const { other, warnings } = await openOther(place, NEVER);
  const parts = runParts(place, { bwrap, other });
  try {
    return await runIn(
      { flags, materials, asked, place, parts, notes, warnings, hand, above },
      out,
    );
  } finally {
    await out.flush(FLUSH_LIMIT_MS);
  }
}

/** The project, where nothing on this machine refuses its runs. */
async function acceptedProject(flags: RunFlags): Promise<Project> {
  const project = findProject(flags, { spawns: true });
  if (project.unproven.length > 0) {
    await (await import('../set-up/trust.ts')).requireAcceptance(project);
  }
  return project;
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
    ...{ signals, warn },
    note: (text: string) => {
      say.report({ kind: 'note', text });
    },
  };
  // Before the lease: a unit of `Type=notify` that ends without READY has failed, whatever its exit code.
  await using manager = tellReady(place, { stops: signals, warn });
  await using held = await holdSession(place, options);
  say.logTo(held.logs);
  return await runHeld({ ...prepared, held, say, signals, manager });
}

async function runHeld(started: Started): Promise<number> {
  const { materials, parts, held, say, place, signals, manager, above } = started;
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
  const onTaken = (): void => {
    warn('another run took the session over: this one ends');
  };
  using watch = watchLease(held.lease, onTaken, rarestLookMs(started.asked));
  const stop = AbortSignal.any([signals.stop, watch.taken]);
  keepMaterials(held.store, materials, place);
  above.noteBegun(held.store.path, warn);
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
    await loop.fleet?.end?.(stop);
  }
}

function warningTo(report: (event: RunEvent) => void): (text: string) => void {
  return (text) => {
    report({ kind: 'warning', text });
  };
}
