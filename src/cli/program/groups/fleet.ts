import type { Command } from 'commander';
import { type Done, example } from '../command-parts.ts';

/** Several machines; hidden until `samocode work` takes part in a fleet (docs/fleet.md). */
export function addFleet(program: Command, done: Done): void {
  program
    .command('fleet', { hidden: true })
    .argument('<act>', 'init or doctor')
    .description(
      'The database of a fleet of machines: init makes its tables, doctor looks whether this machine reaches it.',
    )
    .option('--json', 'as one JSON object')
    .addHelpText('after', example('samocode fleet doctor'))
    .action(async (act: string, flags: object) => {
      const { fleetCommand } = await import('../../commands/fleet/fleet.ts');
      done(await fleetCommand(act, flags));
    });
}
