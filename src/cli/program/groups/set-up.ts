import type { Command } from 'commander';
import type { CompletionFlags } from '../../commands/set-up/completion.ts';
import { configured, type Done, example, placed, runs, runsPlaced } from '../command-parts.ts';

/** The commands that set up a project. */
export function addSetUp(program: Command, done: Done): void {
  addProject(program, done);
  addClean(program, done);
  addCompletion(program, done);
  addInstall(program, done);
  addDemo(program, done);
}

function addProject(program: Command, done: Done): void {
  program
    .command('init')
    .description('Writes a .samocode for the repository you are in; asks in a terminal.')
    .option('--repo <folder>', 'the repository (default: the one around the working directory)')
    .option('--dir <folder>', "where to write the .samocode (default: the repository's top)")
    .option('--worktrees <folder>', 'folder for worktrees (default: next to the repository)')
    .option('--sessions <folder>', 'folder for sessions (default: next to the repository)')
    .option('--setup <command>', 'the command that sets a new worktree up; none: nothing')
    .option('--verify <command>', 'the command that checks the work; none: no check')
    .option('--sandbox <kind>', 'the sandbox for agents: bwrap (bubblewrap) or none')
    .option('-y, --yes', 'accept the proposal, and ask nothing')
    .addHelpText('after', example('samocode init --verify "npm test"'))
    .action(runs(done, async () => (await import('../../commands/set-up/init.ts')).initCommand));
  configured(program.command('trust'))
    .description('Shows the commands of a .samocode that git tracks, and accepts them for you.')
    .option('-y, --yes', 'accept them without a question')
    .addHelpText('after', example('samocode trust --config ~/proj/.samocode'))
    .action(runs(done, async () => (await import('../../commands/set-up/trust.ts')).trustCommand));
  placed(program.command('doctor'))
    .description('Looks for problems that would stop a run, here or under cron, and names the fix.')
    .option('--provider <name>', 'claude or codex')
    .option(
      '--models',
      'ask each configured model one tiny question, which costs a few tokens each',
    )
    .option('--verify', 'run VERIFY, in the worktree of --session or in MAIN_REPO')
    .option('--json', 'as one JSON object (docs/json.md)')
    .addHelpText('after', example('samocode doctor --session login'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/set-up/doctor.ts')).doctorCommand),
    );
}

function addClean(program: Command, done: Done): void {
  placed(program.command('clean'))
    .description(
      'Compresses old logs; with flags also removes old logs, and worktrees that are merged. The history stays.',
    )
    .option('--pack-after <time>', 'compress logs that have not changed for this long (default 7d)')
    .option(
      '--remove-after <time>',
      'remove logs that have not changed for this long (default: never)',
    )
    .option('--max-size <bytes>', "remove a session's oldest logs until the rest fits: 500M, 2G")
    .option('--worktrees', 'remove worktrees of sessions that are done and merged into their base')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'as one JSON object a line (docs/json.md)')
    .addHelpText('after', example('samocode clean --remove-after 60d --dry-run'))
    .action(
      runsPlaced(done, async () => (await import('../../commands/set-up/clean.ts')).cleanCommand),
    );
}

function addCompletion(program: Command, done: Done): void {
  program
    .command('completion')
    .description(
      'Prints the completion script of a shell; samocode completion bash says how to use it.',
    )
    .argument('<shell>', 'bash, zsh or fish')
    .addOption(program.createOption('--config <path>').hideHelp())
    .addOption(program.createOption('--typed-config <words>').hideHelp())
    .addHelpText('after', example('eval "$(samocode completion bash)"'))
    .action(async (shell: string, flags: CompletionFlags) => {
      const { completionCommand } = await import('../../commands/set-up/completion.ts');
      done(completionCommand(shell, { ...flags, program }));
    });
}

function addInstall(program: Command, done: Done): void {
  program
    .command('install')
    .description(
      'Puts agents, skills and commands into the folders of Claude, and the skills into those of Codex. Runs do not need it.',
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--copy', 'copy the files, also from a checkout (default there: links)')
    .addHelpText('after', example('samocode install --dry-run'))
    .action(
      runs(done, async () => (await import('../../commands/set-up/install.ts')).installCommand),
    );
  program
    .command('uninstall')
    .description('Takes back what install placed, and nothing else.')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText('after', example('samocode uninstall'))
    .action(
      runs(done, async () => (await import('../../commands/set-up/install.ts')).uninstallCommand),
    );
}

function addDemo(program: Command, done: Done): void {
  program
    .command('demo')
    .description(
      'Runs all phases in a throw-away project with a stand-in for the CLI: no key, no network.',
    )
    .option('--dir <path>', 'make the project here (default: a temporary folder)')
    .option('--no-color', 'no colours')
    .addHelpText('after', example('samocode demo'))
    .action(runs(done, async () => (await import('../../commands/set-up/demo.ts')).demoCommand));
}
