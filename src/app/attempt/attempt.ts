import type { AgentEvent } from '../../domain/provider/agent-event.ts';
import { countedCost } from '../../domain/provider/cost/usage.ts';
import { ofConversation } from '../../domain/provider/fresh-try.ts';
import type { Outcome } from '../../domain/provider/outcome.ts';
import { isTemporaryLimit, reachOf } from '../../domain/provider/own-failure.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import { logStem } from '../../domain/session/naming/names.ts';
import { nameOf } from '../limits/fallback.ts';
import type { ProcessTask } from '../ports/process.ts';
import type { LogFiles } from '../ports/session/session-files.ts';
import { type AttemptPlan, choiceToShow, commandOf } from '../run/command.ts';
import type { Loop } from '../run/loop.ts';
import type { AttemptEnd } from '../run/report.ts';
import { reportSurvivors, supervision } from '../run/supervision.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { withFolders } from '../workspace/cli-folders.ts';
import { enterSandbox } from '../workspace/sandbox.ts';
import { restrictedOutcome } from './restriction.ts';
import { factsOf, noteSpending, pricedFacts, spends } from './spend.ts';
import { watchAttempt } from './watch-attempt.ts';

/** After the agent's turn is over its process may stay this long. */
export const LINGER_MS = 30_000;
/** After SIGTERM a CLI ends its tools and writes its transcript. */
export const GRACE_MS = 5000;

/** Clears the signal, spawns, waits, classes; mark and prompt are written. Nothing of it outlives this call. */
export async function runAttempt(
  loop: Loop,
  plan: AttemptPlan,
  log: LogFiles,
): Promise<AttemptEnd> {
  const { settings, spawner, session } = loop;
  const { report } = loop.teller;
  const agentSession = spawner.uuid();
  const { store } = session;
  store.clearSignal();
  const { phase, iteration, attempt, cwd } = plan;
  const { timeoutMs } = settings.config;
  const model = choiceToShow(settings.config, phase);
  report({
    ...{
      kind: 'attempt-started',
      phase,
      iteration,
      attempt,
      ...model,
      ...(loop.takeover !== undefined && { fallback: nameOf(loop) }),
      ...(loop.profile !== undefined && { profile: loop.profile }),
      cwd,
      log: log.name,
      timeoutMs,
    },
  });
  const { repository, agent } = spawner;
  const parts = { id: loop.id, agent, config: settings.config, store, repository };
  const command = commandOf(parts, plan, { agentSession, promptPath: log.promptPath });
  const watched = watchAttempt(loop, plan, command.permissionMode);
  const inside = enterSandbox(spawner.sandbox, command, { credentials: true });
  sealRecord(loop);
  const task = { ...taskOf(loop, plan, log), ...watched.takes, command: inside.command };
  const end = await spawner.room.run(task);
  session.lease.update({ busy: true });
  await noteTampering(loop, inside.leave());
  const told = await watched.answered();
  const { events } = watched;
  const judged = await outcomeOf(loop, plan, { events, end, asked: command.permissionMode });
  const read = (): string => store.logEnds(log.name);
  const outcome = ofConversation(judged, agent.provider, { events, log: read });
  const ended = endOf(loop, plan, { outcome, events, end, log, agentSession, isAnswered: told });
  noteSpending(loop, { run: loop.id, phase, iteration, attempt, log: log.name }, ended);
  reportEnd(loop, plan, ended, end.swept);
  reportSurvivors(report, end);
  return ended;
}

function taskOf(
  loop: Loop,
  { cwd }: AttemptPlan,
  { promptPath, stdoutPath, stderrPath }: LogFiles,
): Omit<ProcessTask, 'command' | 'onLine' | 'onQuiet'> {
  const { settings, spawner } = loop;
  const { provider, texts } = spawner.agent;
  const { stopSignal, verdictMarks, activityMarks, dullHeads } = provider;
  const stdinPath = provider.promptIn === 'stdin' ? promptPath : texts.firstMessagePath;
  return {
    ...{ runId: loop.id, stdinPath, stdoutPath, stderrPath, stopSignal },
    ...{ graceMs: GRACE_MS, lingerMs: LINGER_MS, timeoutMs: settings.config.timeoutMs },
    ...{ verdictMarks, activityMarks, dullHeads },
    idleTimeoutMs: settings.config.idleTimeoutMs,
    lifeFolders: lifeFolders(loop, cwd),
    folderLoss: spawner.repository.watchWorkTree(cwd),
    ...supervision(loop),
  };
}

async function outcomeOf(
  { spawner, clock }: Loop,
  { cwd }: AttemptPlan,
  { events, end, asked }: Parameters<typeof restrictedOutcome>[2],
): Promise<Outcome> {
  const { provider } = spawner.agent;
  const restricted = await restrictedOutcome(spawner, cwd, { events, end, asked });
  if (restricted !== undefined) return restricted;
  const judged = provider.judge({ events, end, now: clock.now().getTime() });
  return await withFolders(spawner.obstacles, judged, events);
}

function reportEnd(
  { teller }: Loop,
  { phase, iteration, attempt }: AttemptPlan,
  { outcome, durationMs, cost, log }: AttemptEnd,
  swept: number,
): void {
  teller.report({
    ...{ kind: 'attempt-ended', phase, iteration, attempt, outcome: outcome.kind },
    reason: 'reason' in outcome ? outcome.reason : undefined,
    ...{ durationMs, cost, swept, log },
  });
}

/** The log of an attempt that starts now, under an unused name. */
export function newLog(
  loop: Loop,
  { phase, iteration, attempt }: Pick<AttemptPlan, 'phase' | 'iteration' | 'attempt'>,
): LogFiles {
  return loop.session.store.newLog(logStem(loop.clock.now(), iteration, phase, attempt));
}

/** The folders that a working agent changes: its session, its files, its repository. */
function lifeFolders(loop: Loop, cwd: string): readonly string[] {
  const gitDir = loop.spawner.repository.gitDirOf(cwd);
  return [loop.session.store.path, cwd, ...(gitDir === undefined ? [] : [gitDir])];
}

interface EndParts {
  readonly outcome: Outcome;
  readonly events: readonly AgentEvent[];
  readonly end: ProcessEnd;
  readonly log: LogFiles;
  readonly agentSession: string;
  readonly isAnswered: boolean;
}

function endOf(loop: Loop, { assumedUsd, phase }: AttemptPlan, parts: EndParts): AttemptEnd {
  const { end, events, isAnswered, outcome } = parts;
  const { cause, durationMs, exitCode, signal } = end;
  const facts = pricedFacts(loop, phase, factsOf(loop.spawner.agent, events));
  const isFree = cause === 'restricted' || !spends(events);
  return {
    ...facts,
    cost: countedCost(facts.cost, { spends: isAnswered || !isFree, assumedUsd }),
    outcome,
    agentSession: facts.agentSession ?? parts.agentSession,
    log: parts.log.name,
    durationMs,
    exit: { exitCode, signal },
    fullFolder: end.fullFolder,
    lostFolder: end.lostFolder,
    isStarted: cause !== 'not-started',
    isAnswered,
    reach: reachOf(events, { cause, isAnswered, outcome }),
    isThrottled: outcome.kind === 'overload' && events.some(isTemporaryLimit),
  };
}
