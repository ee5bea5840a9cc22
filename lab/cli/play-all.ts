import { availableParallelism } from 'node:os';
import { print } from '../../src/cli/console/print.ts';
import type { ProviderName } from '../../src/domain/provider/provider-name.ts';
import { UserError } from '../../src/domain/text/user-error.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { USUAL_SECONDS } from '../scenario/verdict.ts';
import type { ScenarioPlayer, Simulated } from './open-player.ts';
import { outcomeText } from './render.ts';
import { stopOnSignals } from './stop-on-signals.ts';

export interface SimulateFlags {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly provider?: string;
  readonly keep?: boolean;
  readonly into?: string;
  readonly jobs?: string;
  readonly retry?: boolean;
}

/** A scenario with the CLI it is played for. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly provider: ProviderName;
}

interface Played {
  readonly run: ScenarioRun;
  readonly result: Simulated;
}

export async function playAll(
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
