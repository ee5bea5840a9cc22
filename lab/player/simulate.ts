import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProviderName } from '../../src/domain/provider/provider-name.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { brokenPromises, type Observed, USUAL_SECONDS } from '../scenario/verdict.ts';
import { doActs } from './acts.ts';
import { openNoticeServer } from './notices.ts';
import { readTraces } from './observe.ts';
import { type Git, makeProject, type Project, SESSION } from './project.ts';
import type { ActTools, StartProgram } from './scenario-runner.ts';

/** The tools of a simulation. */
export interface SimulationTools {
  readonly node: string;
  readonly program: string;
  readonly standIn: string;
  /** Where programs are looked for; nothing else of our environment reaches a simulation. */
  readonly path: string;
  readonly git: Git;
  readonly start: StartProgram;
  /** The processes with one of these marks; undefined where that cannot be told. */
  readonly findMarked: (
    marks: readonly string[],
  ) => readonly { readonly pid: number; readonly command: string }[] | undefined;
  readonly kill: (pid: number) => void;
}

/** What became of one scenario. */
export interface Simulated {
  /** What of the promise did not hold; nothing when it held. */
  readonly broken: readonly string[];
  readonly spawns: number;
  readonly seconds: number;
  /** Where the files are; undefined: they are gone. */
  readonly folder: string | undefined;
  readonly output: string;
}

/** The time that samocode or a supervisor's shell may need to end after its run was killed. */
const GOING_MS = 12_000;
const LOOK_MS = 50;
/** A scenario is ended so much later than it may take. */
const PATIENCE_S = 10;

/** Plays a scenario in a throw-away project and says whether its promise held; nothing of it is left running. */
export async function simulate(
  scenario: Scenario,
  provider: ProviderName,
  tools: SimulationTools,
  { keeps, stop }: { readonly keeps: 'always' | 'if-broken'; readonly stop: AbortSignal },
): Promise<Simulated> {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-simulate-'));
  const id = `simulation-${randomUUID()}`;
  let isKept = keeps === 'always';
  try {
    const simulated = await play(scenario, { folder, id, provider, stop }, tools);
    isKept ||= simulated.broken.length > 0 && !stop.aborted;
    return { ...simulated, folder: isKept ? folder : undefined };
  } finally {
    for (const { pid } of tools.findMarked([id]) ?? []) tools.kill(pid);
    if (!isKept) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Playing {
  readonly folder: string;
  readonly id: string;
  readonly provider: ProviderName;
  readonly stop: AbortSignal;
}

async function play(
  scenario: Scenario,
  { folder, id, provider, stop }: Playing,
  tools: SimulationTools,
): Promise<Omit<Simulated, 'folder'>> {
  const { expect } = scenario;
  await using server = expect.notices === undefined ? undefined : await openNoticeServer();
  const { node, program, standIn, git } = tools;
  const parts = { folder, id, provider, node, program, standIn, git, telegramUrl: server?.url };
  const project = await makeProject(scenario, parts);
  const tooLong = AbortSignal.timeout(((expect.seconds ?? USUAL_SECONDS) + PATIENCE_S) * 1000);
  const environment = cleanEnvironment(project, tools, id);
  const acting: ActTools = { ...tools, environment, stop: AbortSignal.any([stop, tooLong]) };
  const startedMs = performance.now();
  const failures = await doActs(scenario, project, acting);
  const seconds = (performance.now() - startedMs) / 1000;
  // The verdict is not needed: only clean up.
  if (stop.aborted) return { broken: failures, spawns: 0, seconds, output: '' };
  const status = expect.status === undefined ? undefined : await askStatus(project, acting);
  const { runs, ...traces } = readTraces(project, expect);
  const marks = [id, ...runs.filter((run) => run !== '').map((run) => `SAMOCODE_RUN_ID=${run}`)];
  const left = await whatIsLeft(marks, tools);
  const notices = server?.count() ?? 0;
  const observed: Observed = { ...traces, status, notices, seconds, failures, left };
  return {
    broken: brokenPromises(expect, observed),
    spawns: traces.spawns.length,
    seconds,
    output: traces.output,
  };
}

/** As cron would have it, with a home and a state of its own. */
function cleanEnvironment(
  { folder }: Project,
  { path }: SimulationTools,
  id: string,
): Readonly<Record<string, string>> {
  return {
    PATH: path,
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    SAMOCODE_SIMULATION: id,
  };
}

async function askStatus(project: Project, tools: ActTools): Promise<unknown> {
  const stdoutPath = join(project.folder, 'status.json');
  const place = ['--config', project.config, '--session', SESSION];
  const asked = await tools.start([tools.node, tools.program, 'status', ...place, '--json'], {
    cwd: project.folder,
    env: tools.environment,
    stdoutPath,
    stderrPath: join(project.folder, 'status.err'),
  });
  await asked.ended;
  const text = readFileSync(stdoutPath, 'utf8');
  return text === '' ? undefined : JSON.parse(text);
}

/** Looks until no process is left, or the time is over. */
async function whatIsLeft(
  marks: readonly string[],
  { findMarked }: SimulationTools,
): Promise<readonly string[]> {
  const deadline = performance.now() + GOING_MS;
  for (;;) {
    const found = findMarked(marks) ?? [];
    if (found.length === 0) return [];
    if (performance.now() > deadline) {
      return found.map(({ pid, command }) => `${pid} ${command}`);
    }
    await pause(LOOK_MS);
  }
}
