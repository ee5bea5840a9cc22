import { emptyFolder } from '../../src/cli/commands/set-up/empty-folder.ts';
import { print } from '../../src/cli/console/print.ts';
import { programName } from '../../src/cli/program/program-name.ts';
import { joinCronWords } from '../../src/domain/set-up/cron-words.ts';
import { joinShellWords } from '../../src/domain/text/shell-words.ts';
import type { ScenarioPlayer } from './open-player.ts';
import type { ScenarioRun } from './play-all.ts';
import { actLines } from './render.ts';

export async function prepare(
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
