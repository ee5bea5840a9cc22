import type { AgentEvent, Outcome, ProcessEnd } from '../../domain/provider/agent.ts';
import { laneOf } from '../../domain/provider/billing.ts';
import { countedCost } from '../../domain/provider/usage.ts';
import { logStem } from '../../domain/session/names.ts';
import type { Loop } from '../loop/loop.ts';
import type { LogFiles } from '../ports/session/session-files.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';
import { withFolders } from '../workspace/cli-folders.ts';
import { enterSandbox } from '../workspace/sandbox.ts';
import { type AttemptPlan, commandOf, modelOf } from './command.ts';
import { clearsLimits } from './early-try.ts';
import { ofConversation } from './fresh-try.ts';
import { quietTeller } from './quiet.ts';
import { otherMode, restrictedOutcome } from './restriction.ts';
import { type AttemptFacts, factsOf, isAnswer, noteSpending, spends } from './spend.ts';
import { supervision } from './supervision.ts';
import { reportSurvivors } from './survivors.ts';

/** One spawn that is over. */
export interface AttemptEnd extends AttemptFacts {
  readonly outcome: Outcome;
  readonly agentSession: string;
  readonly log: string;
  readonly durationMs: number;
  readonly exit: Pick<ProcessEnd, 'exitCode' | 'signal'>;
  /** A folder on a disk that had no room left at the end. */
  readonly fullFolder: string | undefined;
  /** Why the worktree is not the one any more that the attempt was started in. */
  readonly lostFolder: string | undefined;
  /** Whether there was a process. */
  readonly isStarted: boolean;
}

/** After the agent's turn is over its process may stay this long. */
export const LINGER_MS = 30_000;
/** After SIGTERM a CLI ends its tools and writes its transcript. */
export const GRACE_MS = 5000;
/** A verdict needs the last events, not all: so many are kept of a stream of any length. */
const EVENTS_KEPT = 200;

/** Clears the signal, spawns, waits, classes; mark and prompt are written. Nothing of it outlives this call. */
export async function runAttempt(
  loop: Loop,
  plan: AttemptPlan,
  log: LogFiles,
): Promise<AttemptEnd> {
  const { clock, settings, spawner } = loop;
  const { store } = loop.session;
  const { provider } = spawner.agent;
  const { report } = loop.teller;
  const agentSession = spawner.uuid();
  store.clearSignal();
  const events: AgentEvent[] = [];
  const clears = clearsLimits(loop);
  const answers = { seen: false };
  const onGood = (): void => {
    answers.seen = true;
    clears();
  };
  const quiet = quietTeller(report);
  const onWarning = warnsOnce(loop);
  report({
    kind: 'attempt-started',
    phase: plan.phase,
    iteration: plan.iteration,
    attempt: plan.attempt,
    ...modelOf(settings.config, plan.phase),
    cwd: plan.cwd,
    log: log.name,
    timeoutMs: settings.config.timeoutMs,
  });
  const parts = {
    id: loop.id,
    agent: spawner.agent,
    config: settings.config,
    store,
    repository: spawner.repository,
  };
  const command = commandOf(parts, plan, agentSession);
  const inside = enterSandbox(spawner.sandbox, command, { credentials: true });
  const takes = { onGood, onEvent: quiet.onEvent, onWarning, asked: command.permissionMode };
  sealRecord(loop);
  const end = await spawner.room.run({
    command: inside.command,
    runId: loop.id,
    stdinPath: log.promptPath,
    stdoutPath: log.stdoutPath,
    stderrPath: log.stderrPath,
    stopSignal: provider.stopSignal,
    graceMs: GRACE_MS,
    timeoutMs: settings.config.timeoutMs,
    lingerMs: LINGER_MS,
    verdictMarks: provider.verdictMarks,
    activityMarks: provider.activityMarks,
    dullHeads: provider.dullHeads,
    onLine: (line) => takeLine(loop, events, line, takes),
    idleTimeoutMs: settings.config.idleTimeoutMs,
    lifeFolders: lifeFolders(loop, plan.cwd),
    onQuiet: quiet.onQuiet,
    folderLoss: spawner.repository.watchWorkTree(plan.cwd),
    ...supervision(loop),
  });
  loop.session.lease.update({ busy: true });
  await noteTampering(loop, inside.leave());
  const judged =
    (await restrictedOutcome(spawner, plan.cwd, { events, end, asked: command.permissionMode })) ??
    (await withFolders(
      spawner.obstacles,
      provider.judge({ events, end, now: clock.now().getTime() }),
      events,
    ));
  const read = (): string => store.logEnds(log.name);
  const outcome = ofConversation(judged, provider, { events, log: read });
  const isFree = end.cause === 'restricted' || !spends(events);
  const counts = { spends: answers.seen || !isFree, budgetUsd: plan.budgetUsd };
  const ended = endOf(loop, { outcome, events, end, log, agentSession, counts });
  const { iteration, attempt } = plan;
  noteSpending(loop, { run: loop.id, iteration, attempt, log: log.name }, ended);
  report({
    kind: 'attempt-ended',
    phase: plan.phase,
    iteration: plan.iteration,
    attempt: plan.attempt,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : undefined,
    durationMs: end.durationMs,
    cost: ended.cost,
    swept: end.swept,
    log: log.name,
  });
  reportSurvivors(report, end);
  return ended;
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
}

function takeLine(
  loop: Loop,
  events: AgentEvent[],
  line: string,
  { onGood, onEvent, onWarning, asked }: Takes,
): 'finished' | 'restricted' | undefined {
  let said: 'finished' | 'restricted' | undefined;
  for (const event of loop.spawner.agent.provider.parse(line)) {
    onEvent(event);
    if (isAnswer(event)) onGood();
    if (event.kind === 'activity') {
      loop.teller.report({ kind: 'activity', text: event.text });
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

type CountedEvent = Exclude<AgentEvent, { kind: 'activity' | 'warning' | 'lost' }>;

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

interface EndParts {
  readonly outcome: Outcome;
  readonly events: readonly AgentEvent[];
  readonly end: ProcessEnd;
  readonly log: LogFiles;
  readonly agentSession: string;
  readonly counts: Parameters<typeof countedCost>[1];
}

function endOf(loop: Loop, parts: EndParts): AttemptEnd {
  const facts = factsOf(loop.spawner.agent, parts.events);
  return {
    ...facts,
    cost: countedCost(facts.cost, parts.counts),
    outcome: parts.outcome,
    agentSession: facts.agentSession ?? parts.agentSession,
    log: parts.log.name,
    durationMs: parts.end.durationMs,
    exit: { exitCode: parts.end.exitCode, signal: parts.end.signal },
    fullFolder: parts.end.fullFolder,
    lostFolder: parts.end.lostFolder,
    isStarted: parts.end.cause !== 'not-started',
  };
}
