import type { Command } from 'commander';
import { type Done, example, type Part, placed, runsPlaced } from '../command-parts.ts';

/** The command that runs a session. */
export const RUN: Part = ['Run:', addRun];

function addRun(program: Command, done: Done): void {
  bounded(beginning(placed(program.command('run', { isDefault: true }))))
    .option('--gates <mode>', 'manual, or auto: pass the gates without a person')
    .option(
      '--questions <mode>',
      'required, or optional: where nothing has to be asked, go on to planning without answers',
    )
    .option('--wait', 'stay at a gate, or when blocked, until a person has acted')
    .option(
      '--force',
      'start an attempt although nothing new is there or a usage limit is known (one try); take over a lease from elsewhere',
    )
    .option('--dry-run', 'print the next command, working directory and prompt; start nothing')
    .option('--json', 'progress as one JSON object a line')
    .option('-q, --quiet', 'only warnings and the end')
    .option('-v, --verbose', 'also the agent’s activity')
    .option('--stamp', "begin each line with the date and the session's name, for a log file")
    .option('--no-color', 'no colours')
    .addOption(program.createOption('--under-work <file>').hideHelp())
    .addOption(program.createOption('--fleet-claim <file>').hideHelp())
    .addHelpText('after', example('samocode --session login --task "Add a login form"'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/running/run.ts')).runCommand),
    );
}

/** The options that begin a session and choose its agents. */
function beginning(command: Command): Command {
  return command
    .summary('Runs the session until it is done, waits for a person, or stops (the default).')
    .description('Runs the session until it is done, waits for a person, or stops.')
    .option('--dive <topic>', 'what to look into (begins a session)')
    .option('--task <text>', 'what to do (begins a session; the same text may be given again)')
    .option('--task-file <path>', 'the same from a file; - is stdin')
    .option(
      '--new',
      'another session of this name, dated today, with a task of its own; not for cron',
    )
    .option('--timeout <time>', 'time one attempt may take: 90 (seconds), 90s, 30m, 8h')
    .option(
      '--idle-timeout <time>',
      'stop an attempt after this long without activity (default: never)',
    )
    .option('--provider <name>', 'claude or codex')
    .option('--profile <name>', 'light, standard, strong or max: model and effort of each phase')
    .option('--model <name>', 'the model for every phase')
    .option('--effort <level>', 'the effort for every phase');
}

/** The options that end a run. */
function bounded(command: Command): Command {
  return command
    .option('--once', 'stop after one iteration')
    .option('--max-iterations <n>', 'stop after so many iterations')
    .option('--max-duration <time>', 'start no attempt after this long: 30m, 8h')
    .option(
      '--max-cost <usd>',
      'start no attempt once this much is spent; Claude gets the rest as its limit',
    )
    .option(
      '--unknown-cost <mode>',
      'allow: a cost bound with a CLI that tells no cost; 3 such attempts in a row end the run',
    )
    .option(
      '--max-wait <time>',
      "how long to sleep for the provider's limit; 0 is never (default 12h)",
    )
    .option(
      '--max-outage <time>',
      'how long to rest and try again while the provider is down; 0 is not at all (default 4h)',
    );
}
