import type { Command } from 'commander';
import { type Done, example, placed, runsPlaced } from '../command-parts.ts';

/** Several machines with one queue (docs/fleet.md). */
export function addFleet(program: Command, done: Done): void {
  program
    .command('fleet')
    .argument('<act>', 'init, doctor, machines or drain')
    .argument('[machine]', 'drain: the name of the machine')
    .summary('Prepares a fleet of machines with one queue, or looks at it.')
    .description(
      'The database of a fleet of machines: init makes its tables, doctor looks whether this machine reaches it, machines shows who works, drain lets a machine end its work.',
    )
    .option(
      '--take-over-after <time>',
      'init: give up a machine that was silent for this long (default 15m)',
    )
    .option('--undo', 'drain: let the machine work again')
    .option('--json', 'not for drain: as JSON (docs/json.md)')
    .addHelpText('after', example('samocode fleet doctor'))
    .action(async (act: string, machine: string | undefined, flags: object) => {
      const { fleetCommand } = await import('../../commands/fleet/fleet.ts');
      done(await fleetCommand(act, machine, flags));
    });
}

/** The commands by which a person moves a session to another machine. */
export function addMoves(program: Command, done: Done): void {
  placed(program.command('take'))
    .summary('Brings a session of the fleet to this machine.')
    .description(
      'Brings a session of the fleet to this machine: from one that is silent, or does not run it now.',
    )
    .option(
      '--leave-unpushed',
      'go on from the last state that was pushed; later work stays on its machine',
    )
    .addHelpText('after', example('samocode take login'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/fleet/moves.ts')).takeCommand),
    );
  placed(program.command('release'))
    .summary('Gives a session of this machine to the others of the fleet.')
    .description(
      'Gives a session of this machine to the others of the fleet: pushes its state, then puts it in line for any of them.',
    )
    .addHelpText('after', example('samocode release login'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/fleet/moves.ts')).releaseCommand),
    );
}
