import { availableParallelism } from 'node:os';
import { emptyFolder } from '../../src/cli/commands/set-up/empty-folder.ts';
import { print } from '../../src/cli/console/print.ts';
import { programName } from '../../src/cli/program/program-name.ts';
import type { ProviderName } from '../../src/domain/provider/provider-name.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { joinCronWords } from '../../src/domain/set-up/cron-words.ts';
import { joinShellWords } from '../../src/domain/text/shell-words.ts';
import { UserError } from '../../src/domain/text/user-error.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { USUAL_SECONDS } from '../scenario/verdict.ts';
import { openScenarioPlayer, type ScenarioPlayer, type Simulated } from './open-player.ts';
import { actLines, listLine, outcomeText } from './render.ts';

interface SimulateFlags {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly provider?: string;
  readonly keep?: boolean;
  readonly into?: string;
  readonly jobs?: string;
  readonly retry?: boolean;
}

/** A scenario with the CLI it is played for. */
interface ScenarioRun {
  readonly scenario: Scenario;
  readonly provider: ProviderName;
}

interface Played {
  readonly run: ScenarioRun;
  readonly result: Simulated;
}

/** `samocode simulate`: 0 when all that was played held, 1 when something did not. */
export async function simulateCommand(
  wanted: string | undefined,
  flags: SimulateFlags,
): Promise<number> {
  const player = openScenarioPlayer();
  const provider = readProvider(flags.provider);
  if (flags.list === true) return list(player.list());
  if (wanted === undefined && flags.all !== true) {
    throw new UserError('no scenario named', {
      hint: 'samocode simulate --list shows them; --all plays them all',
    });
  }
  const scenarios = wanted === undefined ? player.list() : [player.find(wanted)];
  const runs = scenarios.flatMap((scenario) =>
    scenario.providers
      .filter((name) => provider === undefined || name === provider)
      .map((name) => ({ scenario, provider: name })),
  );
  const [first] = runs;
  if (first === undefined) {
    throw new UserError(`${wanted ?? 'no scenario'} is not made for ${provider ?? ''}`, {
      hint: `it is played with --provider ${scenarios[0]?.providers.join(' or ') ?? ''}`,
    });
  }
  if (flags.into !== undefined) return await prepare(player, first, flags.into);
  return await playAll(player, runs, flags);
}

function list(scenarios: readonly Scenario[]): number {
  print(scenarios.map(listLine).join(''));
  return 0;
}

function readProvider(name: string | undefined): ProviderName | undefined {
  if (name === undefined) return undefined;
  const provider = PROVIDER_NAMES.find((one) => one === name);
  if (provider !== undefined) return provider;
  throw new UserError(`--provider ${name} is unknown`, { hint: 'claude or codex' });
}

async function playAll(
  player: ScenarioPlayer,
  runs: readonly ScenarioRun[],
  flags: SimulateFlags,
): Promise<number> {
  const stop = stopOnSignals();
  const startedMs = performance.now();
  const keeps = flags.keep === true ? 'always' : 'if-broken';
  const play = async (run: ScenarioRun): Promise<Played | undefined> => {
    const result = await player.play(run.scenario, run.provider, { keeps, stop: stop.signal });
    if (stop.code() !== undefined) return undefined;
    print(outcomeText(run.scenario, run.provider, result));
    if (runs.length === 1) print(story(result));
    return { run, result };
  };
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) {
    print(`${only.scenario.name}, ${only.provider}: ${only.scenario.title}\n`);
  }
  let broken = await playSideBySide(runs, jobsOf(flags.jobs), play);
  if (flags.retry === true && broken.length > 0 && stop.code() === undefined) {
    print(`\n${broken.length} did not hold; each is played once more, alone:\n`);
    broken = await playSideBySide(
      broken.map(({ run }) => run),
      1,
      play,
    );
  }
  stop.close();
  const code = stop.code();
  if (code !== undefined) return code;
  if (runs.length > 1) {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    print(`\n${runs.length - broken.length} of ${runs.length} promises hold (${seconds} s)\n`);
    // Again at the end: the list above is long, and CI systems cut it.
    for (const { run, result } of broken) print(outcomeText(run.scenario, run.provider, result));
  }
  return broken.length === 0 ? 0 : 1;
}

/** Plays all, `jobs` at a time; what did not hold. `play` gives undefined once a signal came. */
async function playSideBySide(
  runs: readonly ScenarioRun[],
  jobs: number,
  play: (run: ScenarioRun) => Promise<Played | undefined>,
): Promise<readonly Played[]> {
  const broken: Played[] = [];
  // The slowest scenarios begin first, so that the others run in parallel.
  const queue = runs.toSorted((one, other) => patience(other) - patience(one));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const played = await play(next);
      if (played === undefined) return;
      if (played.result.broken.length > 0) broken.push(played);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return broken;
}

function patience({ scenario }: ScenarioRun): number {
  return scenario.expect.seconds ?? USUAL_SECONDS;
}

function jobsOf(text: string | undefined): number {
  // Most of a scenario is waiting.
  if (text === undefined) return 3 * availableParallelism();
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 100) return jobs;
  throw new UserError(`--jobs ${text} is no number of jobs`, { hint: 'from 1 to 100' });
}

function story({ output, spawns }: Simulated): string {
  const said = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `  | ${line}\n`);
  return `\nWhat the runs printed (the CLI was started ${spawns} times):\n${said.join('')}`;
}

interface Stop {
  readonly signal: AbortSignal;
  /** The exit code, once a signal came. */
  code(): number | undefined;
  close(): void;
}

/** Ctrl-C ends the running scenarios and cleans up after them. */
function stopOnSignals(): Stop {
  const abort = new AbortController();
  let code: number | undefined;
  const onInterrupt = (): void => {
    code = 130;
    abort.abort();
  };
  const onTerminate = (): void => {
    code = 143;
    abort.abort();
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  return {
    signal: abort.signal,
    code: () => code,
    close: () => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    },
  };
}

async function prepare(
  player: ScenarioPlayer,
  { scenario, provider }: ScenarioRun,
  into: string,
): Promise<number> {
  const folder = emptyFolder(into);
  const project = await player.prepare(scenario, provider, folder);
  const launcher = joinShellWords([project.launcher]);
  const config = joinShellWords([project.config]);
  print(
    [
      `A project is ready in ${folder}. Its CLI (${provider}) is a stand-in that plays ${scenario.name}:`,
      scenario.title,
      '',
      `Promise: ${scenario.promise}`,
      '',
      'Point your own set-up at it. This runs it, with a state of its own (nothing of yours is touched):',
      `  ${launcher} --session it`,
      'cron:',
      `  * * * * * ${joinCronWords([project.launcher])} -q --session it`,
      'Its state:',
      `  ${programName()} status --config ${config} --session it`,
      '',
      'The scenario itself does this:',
      ...actLines(scenario).map((line) => `  ${line}`),
      '',
      `Each start of the CLI leaves a note in ${joinShellWords([`${project.scenarioFolder}/spawns`])}.`,
      '',
    ].join('\n'),
  );
  return 0;
}
