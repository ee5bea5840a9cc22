import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { processEnvironment } from '../../src/adapters/config/environment.ts';
import { startProgram } from '../../src/adapters/process/start-program.ts';
import { findMarked } from '../../src/adapters/process/sweep/find-marked.ts';
import { tryKill } from '../../src/adapters/process/sweep/sweep.ts';
import { packageRoot } from '../../src/adapters/texts/shipped-texts.ts';
import { git, STAND_IN } from '../../src/cli/compose/set-up/demo.ts';
import type { ProviderName } from '../../src/domain/provider/provider-name.ts';
import { makeProject, type Project } from '../player/project.ts';
import { findScenario, listScenarios } from '../player/scenarios.ts';
import { simulate, type Simulated, type SimulationTools } from '../player/simulate.ts';
import type { Scenario } from '../scenario/scenario.ts';

export type { Simulated } from '../player/simulate.ts';

/** The scenarios that ship, and how one is played. */
export interface ScenarioPlayer {
  list(): readonly Scenario[];
  /** By name, or by the path of a file. */
  find(wanted: string): Scenario;
  play(
    scenario: Scenario,
    provider: ProviderName,
    options: { readonly keeps: 'always' | 'if-broken'; readonly stop: AbortSignal },
  ): Promise<Simulated>;
  /** Makes the project in a folder that is there and empty, and plays nothing. */
  prepare(scenario: Scenario, provider: ProviderName, folder: string): Promise<Project>;
}

/** Everything of this installation: its scenarios, its program, its stand-in. */
export function openScenarioPlayer(): ScenarioPlayer {
  const root = packageRoot(import.meta.url);
  const scenarios = join(root, 'lab', 'scenarios');
  const tools: SimulationTools = {
    node: process.execPath,
    program: join(root, 'dist', 'bin.js'),
    standIn: STAND_IN,
    path: processEnvironment()['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    git,
    start: startProgram,
    findMarked,
    kill: (pid) => {
      tryKill(pid, 'SIGKILL');
    },
  };
  return {
    list: () => listScenarios(scenarios),
    find: (wanted) => findScenario(scenarios, wanted),
    play: (scenario, provider, options) => simulate(scenario, provider, tools, options),
    prepare: (scenario, provider, folder) =>
      makeProject(scenario, { ...tools, folder, provider, id: `simulation-${randomUUID()}` }),
  };
}
