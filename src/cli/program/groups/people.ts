import type { Command } from 'commander';
import {
  completingHints,
  type Done,
  example,
  flagged,
  placed,
  runsPlaced,
} from '../command-parts.ts';

/** The commands by which a person decides and steers. */
export function addPeople(program: Command, done: Done): void {
  addGates(program, done);
  addSteering(program, done);
}

function addGates(program: Command, done: Done): void {
  placed(program.command('approve'))
    .description(
      'Approves the plan: the session goes on in implementation. On a terminal it shows the plan and asks.',
    )
    .option('--note <text>', 'for the next agent')
    .option('-y, --yes', 'neither show it nor ask')
    .addHelpText('after', example('samocode approve --session login'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/people/approve.ts')).approveCommand,
      ),
    );
  placed(program.command('reject'))
    .description('Turns the plan down; the note goes to the planning agent.')
    .requiredOption('--note <text>', 'the problem')
    .addHelpText('after', example('samocode reject --session login --note "No new table"'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/people/gates.ts')).rejectCommand),
    );
  placed(program.command('answer'))
    .description('Answers the questions of _qa.md; in a terminal, one by one.')
    .option('--accept-suggestions', 'answer open questions as the agent suggests')
    .option('--set <n=answer...>', 'answer one question: --set 2=b')
    .option('--file <path>', 'take the answers from a file written like _qa.md; - is stdin')
    .option('--none', 'no questions are needed')
    .option('--note <text>', 'for the next agent')
    .addHelpText('after', example('samocode answer --session login --accept-suggestions'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/people/answer.ts')).answerCommand),
    );
  placed(program.command('resume'))
    .description('Clears a wait, a block and all counters. It opens no gate.')
    .option('--note <text>', 'for the next agent')
    .option('--phase <phase>', 'go on in this phase; also reopens a session that is done')
    .option('--waive <what>', 'do without promises of the phase: --waive commit,boxes')
    .addHelpText('after', example('samocode resume --session login --note "The server is up now"'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/people/gates.ts')).resumeCommand),
    );
}

function addSteering(program: Command, done: Done): void {
  placed(program.command('restore'))
    .description('Brings back the files that the worktree had after an iteration.')
    .option('--iteration <n>', 'as they were after this iteration')
    .option('--number <n>', 'those of this checkpoint')
    .option(
      '--here',
      "into the session's own worktree, of which a checkpoint is taken first (default: a new one)",
    )
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode restore --session login --iteration 7'))
    .action(
      runsPlaced(
        done,
        async () => (await import('../../commands/people/restore.ts')).restoreCommand,
      ),
    );
  placed(program.command('pause'))
    .description('Pauses the session after the iteration in progress, until samocode resume.')
    .option('--note <text>', 'for the next agent')
    .addHelpText('after', example('samocode pause --session login'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/people/steer.ts')).pauseCommand),
    );
  placed(program.command('stop'))
    .description('Ends the run after the iteration in progress, which is finished and recorded.')
    .option('--note <text>', 'for the next agent')
    .addHelpText('after', example('samocode stop --session login'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/people/steer.ts')).stopCommand),
    );
  flagged(program.command('note'))
    .description('Leaves a note for the next iteration; the one in progress goes on.')
    .argument('[text...]', 'the note')
    .option('--file <path>', 'the same from a file; - is stdin')
    .addHelpText('after', example('samocode note --session login "Use the existing table"'))
    .action(async (words: readonly string[], flags: object) => {
      const { noteCommand } = await import('../../commands/people/steer.ts');
      done(await completingHints(flags, () => noteCommand(words, flags)));
    });
}
