import type { Command } from 'commander';
import { configured, type Done, example } from './command-parts.ts';

/** The commands for many sessions of a user on one machine. */
export function addQueue(program: Command, done: Done): void {
  configured(program.command('queue'))
    .argument('[act]', 'add, remove or first (default: shows the queue)')
    .argument('[name]', 'the session')
    .summary('show or change the sessions in line for samocode work, over all projects')
    .description(
      'Shows the sessions in line for samocode work, over all projects; add puts one in line, remove takes one out, first puts one before all others.',
    )
    .option('--task-file <path>', 'add: what to do; - is stdin; not for a session that has begun')
    .option('--new', 'add: another session of this name, dated today, with a task of its own')
    .option('--priority <n>', 'add: 0 to 9; 9 runs first (default 5)')
    .option('--not-before <when>', 'add: start it then: 22:30, "2026-11-30 22:30", 2h')
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .addHelpText('after', example('samocode queue add login --task-file login.md --priority 9'))
    .action(async (act: string | undefined, name: string | undefined, flags: object) => {
      const { queueCommand } = await import('../commands/queue/queue.ts');
      done(await queueCommand(act, name, flags));
    });
}
