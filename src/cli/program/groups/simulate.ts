import type { Command } from 'commander';
import { type Done, example } from '../command-parts.ts';

/** The command that plays what goes wrong; it needs no project. */
export function addSimulate(program: Command, done: Done): void {
  program
    .command('simulate')
    .argument('[scenario]', 'its name, or the path of a file of your own')
    .summary('Plays a failing run with a stand-in for the CLI, and checks the promise.')
    .description(
      'Plays a scenario in a throw-away project, with a stand-in for the CLI, and says whether its promise held: 0 when it did, 1 when not.',
    )
    .option('--list', 'the scenarios and what each promises')
    .option('--all', 'play them all, a line each')
    .option('--provider <name>', 'claude or codex (default: each it is made for)')
    .option('--keep', 'keep the files')
    .option(
      '--into <folder>',
      'make the project here and play nothing: for your own cron or systemd',
    )
    .option('--jobs <n>', 'so many at a time (default: three for each core)')
    .option('--retry', 'play what did not hold once more, alone; the second play counts')
    .addHelpText('after', example('samocode simulate hang-after-result --provider codex'))
    .action(async (scenario: string | undefined, flags: object) => {
      const { simulateCommand } = await import('../../../../lab/cli/simulate-command.ts');
      done(await simulateCommand(scenario, flags));
    });
}
