import type { AgentEvent, Command, Outcome, ProcessEnd } from '../../domain/provider/agent.ts';
import { laneOf } from '../../domain/provider/billing.ts';
import { logStem } from '../../domain/session/names.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import { withFolders } from '../workspace/cli-folders.ts';
import type { LogFiles } from '../ports/session-files.ts';
import { enterSandbox } from '../workspace/sandbox.ts';
import { quietTeller } from './quiet.ts';
import type { Run } from '../loop/run.ts';
import { countedCost } from '../../domain/provider/usage.ts';
import { factsOf, isAnswer, noteSpending, spends, type AttemptFacts } from './spend.ts';
import { otherMode, restrictedOutcome } from './restriction.ts';
import { supervision } from './supervision.ts';
import { reportSurvivors } from './survivors.ts';
import { noteTampering, sealRecord } from '../tampering/tampering.ts';

/** One spawn that is about to be made. */
export interface AttemptPlan {
  readonly phase: Phase;
  readonly iteration: number;
  readonly attempt: number;
  readonly cwd: string;
  readonly prompt: string;
  /** What is left of the run's cost bound, in US dollars. */
  readonly budgetUsd: number | undefined;
}

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
const LINGER_MS = 30_000;
/** Asked to end, a CLI ends its tools and writes down what it knows. */
const GRACE_MS = 5000;
/** A verdict needs the last events, not all: so many are kept of a stream of any length. */
const EVENTS_KEPT = 200;

/** Clears the signal, spawns, waits, classes; mark and prompt are written. Nothing of it outlives this call. */
export async function runAttempt(run: Run, plan: AttemptPlan, log: LogFiles): Promise<AttemptEnd> {
  const { store, provider, clock } = run;
  const agentSession = run.uuid();
  store.clearSignal();
  const events: AgentEvent[] = [];
  const clears = clearsLimits(run);
  const answers = { seen: false };
  const onGood = (): void => {
    answers.seen = true;
    clears();
  };
  const quiet = quietTeller(run);
  const onWarning = warnsOnce(run);
  run.report({
    kind: 'attempt-started',
    phase: plan.phase,
    iteration: plan.iteration,
    attempt: plan.attempt,
    cwd: plan.cwd,
    log: log.name,
    timeoutMs: run.config.timeoutMs,
  });
  const command = commandOf(run, plan, agentSession);
  const inside = enterSandbox(run.sandbox, command, { credentials: true });
  const takes = { onGood, onEvent: quiet.onEvent, onWarning, asked: command.permissionMode };
  sealRecord(run);
  const end = await run.room.run({
    command: inside.command,
    runId: run.id,
    stdinPath: log.promptPath,
    stdoutPath: log.stdoutPath,
    stderrPath: log.stderrPath,
    stopSignal: provider.stopSignal,
    graceMs: GRACE_MS,
    timeoutMs: run.config.timeoutMs,
    lingerMs: LINGER_MS,
    verdictMarks: provider.verdictMarks,
    activityMarks: provider.activityMarks,
    dullHeads: provider.dullHeads,
    onLine: (line) => takeLine(run, events, line, takes),
    idleTimeoutMs: run.config.idleTimeoutMs,
    lifeFolders: lifeFolders(run, plan.cwd),
    onQuiet: quiet.onQuiet,
    folderLoss: run.repository.watchWorkTree(plan.cwd),
    ...supervision(run),
  });
  run.lease.update({ busy: true });
  await noteTampering(run, inside.leave());
  const outcome =
    (await restrictedOutcome(run, plan.cwd, { events, end, asked: command.permissionMode })) ??
    (await withFolders(run, provider.judge({ events, end, now: clock.now().getTime() }), events));
  const isFree = end.cause === 'restricted' || !spends(events);
  const counts = { spends: answers.seen || !isFree, budgetUsd: plan.budgetUsd };
  const ended = endOf(run, { outcome, events, end, log, agentSession, counts });
  const { iteration, attempt } = plan;
  noteSpending(run, { run: run.id, iteration, attempt, log: log.name }, ended);
  run.report({
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
  reportSurvivors(run, end);
  return ended;
}

/** The log of a spawn at this moment; its name is nobody's yet. */
export function newLog(
  run: Run,
  { phase, iteration, attempt }: Pick<AttemptPlan, 'phase' | 'iteration' | 'attempt'>,
): LogFiles {
  return run.store.newLog(logStem(run.clock.now(), iteration, phase, attempt));
}

/** The provider's command with the child's whole environment. */
export function commandOf(
  run: Pick<
    Run,
    | 'provider'
    | 'config'
    | 'texts'
    | 'store'
    | 'repository'
    | 'executable'
    | 'isRoot'
    | 'id'
    | 'environment'
  >,
  plan: Pick<AttemptPlan, 'phase' | 'cwd' | 'budgetUsd'>,
  agentSession: string,
): Command {
  const { config } = run;
  const command = run.provider.command({
    phase: plan.phase,
    cwd: plan.cwd,
    shipDir: run.texts.folder,
    sessionDir: run.store.path,
    repoGitDir: run.repository.gitDir(),
    gitDir: run.repository.gitDirOf(plan.cwd),
    executable: run.executable,
    model: config.model,
    maxTurns: config.maxTurns,
    permissions: config.permissions,
    extraArgs: config.extraArgs,
    agentSession,
    runId: run.id,
    isRoot: run.isRoot,
    budgetUsd: plan.budgetUsd,
    timeoutMs: config.timeoutMs,
  });
  return { ...command, env: { ...run.environment, ...command.env } };
}

/** What an agent at work changes sooner or later: its session, its files, its repository. */
function lifeFolders(run: Run, cwd: string): readonly string[] {
  const gitDir = run.repository.gitDirOf(cwd);
  return [run.store.path, cwd, ...(gitDir === undefined ? [] : [gitDir])];
}

/** The first sign that the model answers clears what was known of the account's limits. */
function clearsLimits(run: Run): () => void {
  let known = run.limits.snapshot();
  return () => {
    if (known.length > 0) run.limits.clear(known);
    known = [];
  };
}

/** A CLI tells of its set-up with each of its turns. */
function warnsOnce(run: Run): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    run.report({ kind: 'warning', text });
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
  run: Run,
  events: AgentEvent[],
  line: string,
  { onGood, onEvent, onWarning, asked }: Takes,
): 'finished' | 'restricted' | undefined {
  let said: 'finished' | 'restricted' | undefined;
  for (const event of run.provider.parse(line)) {
    onEvent(event);
    if (isAnswer(event)) onGood();
    if (event.kind === 'activity') {
      run.report({ kind: 'activity', text: event.text });
      continue;
    }
    if (event.kind === 'warning') {
      onWarning(event.text);
      continue;
    }
    if (event.kind === 'lost') {
      onWarning(event.text);
      if (events.some((one) => one.kind === 'lost' && one.text === event.text)) continue;
    } else tellEvent(run, event);
    if (event.kind === 'finished') said = 'finished';
    if (otherMode(event, asked) !== undefined) said = 'restricted';
    if (events.length >= EVENTS_KEPT) events.splice(1, 1);
    events.push(event);
  }
  return said;
}

type Told = Exclude<AgentEvent, { kind: 'activity' | 'warning' | 'lost' }>;

function tellEvent(run: Run, event: Told): void {
  switch (event.kind) {
    case 'started':
      run.report({
        kind: 'agent-started',
        model: event.model,
        cliVersion: event.cliVersion,
        billing: laneOf(run.provider.name, run.environment, event.billing),
      });
      break;
    case 'retrying':
      run.report({ kind: 'provider-retrying', text: event.text });
      break;
    case 'denied':
      run.report({ kind: 'warning', text: `permission denied: ${event.text}` });
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

function endOf(run: Run, parts: EndParts): AttemptEnd {
  const facts = factsOf(run, parts.events);
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
