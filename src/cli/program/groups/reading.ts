import type { Command } from 'commander';
import {
  configured,
  type Done,
  example,
  type Part,
  placed,
  runs,
  runsPlaced,
} from '../command-parts.ts';

/** The commands that only read: files, whether a run lives or not. */
export const LOOK: Part = ['Look:', addReading];

function addReading(program: Command, done: Done): void {
  placed(program.command('status'))
    .description('Shows the state of the session and the reason for a wait.')
    .option(
      '--watch',
      'again with each change, until Ctrl-C (off a terminal until it is done); only what differs',
    )
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode status --session login --json'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/reading/status.ts')).statusCommand,
      ),
    );
  placed(program.command('why'))
    .description('Says in one sentence why the session is not running, and what would make it run.')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode why --session login'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/reading/why.ts')).whyCommand),
    );
  configured(program.command('list'))
    .description('Shows all sessions of the project, the ones that need a person first.')
    .option('--all', 'of all projects that you have run or queued, with the queue and the slots')
    .option('--fleet', 'of all machines of your fleet (docs/fleet.md)')
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .option('--no-color', 'no colours')
    .addHelpText('after', example('samocode list'))
    .action(runs(done, async () => (await import('../../commands/reading/list.ts')).listCommand));
  addHistory(program, done);
  addCost(program, done);
  addLogs(program, done);
  addReport(program, done);
}

function addHistory(program: Command, done: Done): void {
  placed(program.command('history'))
    .description('Shows the decisions, one line a row, those of the Python tool too.')
    .option('-n, --number <n>', 'only the last n')
    .option('--phase <phase>', 'only what left, entered or stayed in this phase')
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .option('--no-color', 'no colours')
    .addHelpText('after', example('samocode history --session login -n 20'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/reading/history.ts')).historyCommand,
      ),
    );
  placed(program.command('checkpoints'))
    .description('Lists the states of the worktree that were kept, one after each iteration.')
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .addHelpText('after', example('samocode checkpoints --session login'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/reading/checkpoints.ts')).checkpointsCommand,
      ),
    );
}

function addCost(program: Command, done: Done): void {
  program
    .command('cost')
    .description('Sums up what all your sessions on this machine cost.')
    .option('--by <key>', 'day, session, phase or model (default: day)')
    .option('--since <when>', 'only from then on: 12h, 22:30, 2026-11-21 (default: all of it)')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode cost --by model --since 7d'))
    .action(runs(done, async () => (await import('../../commands/reading/cost.ts')).costCommand));
}

function addReport(program: Command, done: Done): void {
  placed(program.command('report'))
    .description('Reports the work, your open decisions, and the cost.')
    .option(
      '--all',
      'of all sessions in all projects that need you, or changed since --since (default: 12h)',
    )
    .option('--since <when>', 'only from then on: 12h, 22:30, 2026-11-21 (default: all of it)')
    .option(
      '--html [file]',
      'as one page that needs no network, into report-<session>.html or this file; - is stdout',
    )
    .option('--force', 'replace a file that is no report')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode report --session login --since 12h --html'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/reading/report.ts')).reportCommand,
      ),
    );
}

function addLogs(program: Command, done: Done): void {
  placed(program.command('logs'))
    .description(
      'Shows output and tool calls of the agents: the newest iteration, all its attempts.',
    )
    .option('-f, --follow', 'follow new output, also of later iterations, until the run ends')
    .option('--iteration <n>', 'this iteration')
    .option('--phase <phase>', 'the newest iteration of this phase')
    .option('--all', 'all iterations')
    .option('--tail <n>', 'begin n events before the end')
    .option('--raw', "the CLI's output as it came, byte for byte")
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .option('-v, --verbose', 'times, whole thoughts, and the number of hidden lines')
    .option('--no-color', 'no colours')
    .addHelpText('after', example('samocode logs --session login -f'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/reading/logs.ts')).logsCommand),
    );
}
