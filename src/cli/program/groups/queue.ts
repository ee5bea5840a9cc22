import type { Command } from 'commander';
import { configured, type Done, example, runs } from '../command-parts.ts';

/** The commands for many sessions of a user on one machine. */
export function addQueue(program: Command, done: Done): void {
  configured(program.command('queue'))
    .argument('[act]', 'add, remove or first (default: shows the queue)')
    .argument('[name]', 'the session')
    .summary('Shows or changes the sessions in line for samocode work, over all projects.')
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
      const { queueCommand } = await import('../../commands/queue/queue.ts');
      done(await queueCommand(act, name, flags));
    });
  addWork(program, done);
}

function addWork(program: Command, done: Done): void {
  program
    .command('work')
    .description('Runs the queued sessions, each in a process of its own, until it is ended.')
    .option(
      '--slots <n>',
      'run so many sessions at once, those started by hand included (default 3)',
    )
    .option('--until-empty', 'end when no session can run before a person acts')
    .option('--from <time>', 'start runs from this time of day until --until, each day: 22:00')
    .option(
      '--until <time>',
      'start nothing, and no further attempt, after this time of day: 07:00',
    )
    .option('--min-memory <size>', 'start nothing while less memory is left (default 1.5GB)')
    .option('--unless-running', 'say nothing and end with 0 while another samocode work runs')
    .option('--drain', 'tell the samocode work that runs to start nothing more and to end')
    .addHelpText('after', example('samocode work --slots 3 --from 22:00 --until 07:00'))
    .action(runs(done, async () => (await import('../../commands/running/work.ts')).workCommand));
}
