import type { Command } from 'commander';
import { configured, example, placed } from './command-parts.ts';

/** Takes the exit code of a command that is over. */
export type Done = (exitCode: number) => void;

/** The commands that only read: files, whether a run lives or not. */
export function addReading(program: Command, done: Done): void {
  placed(program.command('status'))
    .description('Says where the session stands and what it waits for.')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode status --session login --json'))
    .action(async (flags: object) => {
      const { statusCommand } = await import('./commands/status.ts');
      done(statusCommand(flags));
    });
  placed(program.command('why'))
    .description('Says in one sentence why the session is not running, and what would make it run.')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode why --session login'))
    .action(async (flags: object) => {
      const { whyCommand } = await import('./commands/why.ts');
      done(whyCommand(flags));
    });
  configured(program.command('list'))
    .description('Shows all sessions of the project, the ones that need a person first.')
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .option('--no-color', 'no colours')
    .addHelpText('after', example('samocode list'))
    .action(async (flags: object) => {
      const { listCommand } = await import('./commands/list.ts');
      done(listCommand(flags));
    });
}
