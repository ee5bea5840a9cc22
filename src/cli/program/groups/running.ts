import type { Command } from 'commander';
import { type Done, example, placed, runs, runsPlaced } from '../command-parts.ts';

export function addListen(program: Command, done: Done): void {
  program
    .command('listen')
    .description('Hears Telegram for all sessions of the project, until it is ended by Ctrl-C.')
    .option('--config <path>', "the project's .samocode (default: the nearest one upwards)")
    .option('-v, --verbose', 'also ignored messages')
    .addHelpText('after', example('samocode listen --config ~/proj/.samocode'))
    .action(
      runs(done, async () => (await import('../../commands/running/listen.ts')).listenCommand),
    );
}

export function addSchedule(program: Command, done: Done): void {
  placed(program.command('schedule'))
    .description('Prints a line for cron and units for systemd that go on with the session.')
    .option('--listen', 'print a systemd unit for `samocode listen` instead')
    .option('--work', 'print a line for cron and a systemd unit for `samocode work` instead')
    .option('--slots <n>', 'of --work, as of samocode work')
    .option('--from <time>', 'of --work, as of samocode work')
    .option('--until <time>', 'of --work, as of samocode work')
    .option('--min-memory <size>', 'of --work, as of samocode work')
    .option('--every <time>', 'how often to look (default 15m)')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode schedule --session login --every 30m'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/running/schedule.ts')).scheduleCommand,
      ),
    );
}
