import type { Command } from 'commander';
import { isSessionName } from '../../domain/session/names.ts';
import { nearest } from '../../domain/text/nearest.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { print, printError } from '../console/print.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { explain } from '../explain.ts';
import { VERSION } from '../version.ts';
import { type Done, example, placed, runs, runsPlaced, shownCommands } from './command-parts.ts';
import { refuseMisplaced } from './misplaced.ts';
import { addFleet } from './program-fleet.ts';
import { addPeople } from './program-people.ts';
import { addQueue } from './program-queue.ts';
import { addReading } from './program-reading.ts';
import { addSetUp } from './program-set-up.ts';
import { addSimulate } from './program-simulate.ts';

const ERROR_LIMIT_MS = 500;

/** Runs the program and says with which exit code it ends: the one place that catches. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const { CommanderError } = await loadCommander();
  const done: Done = (code) => {
    exitCode = code;
  };
  const program = await buildProgram(done, partsFor(argv));
  try {
    refuseUnknownCommand(program, argv[2]);
    await refuseMisplaced(program, argv.slice(2), () => buildProgram(done));
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, code } = explain(error);
    await tellError(text);
    return code;
  }
}

/** A console without a reader does not delay the exit. */
async function tellError(text: string): Promise<void> {
  const { openConsole } = await import('../console/console.ts');
  const err = openConsole(2);
  err.write(text);
  await err.flush(ERROR_LIMIT_MS);
}

/** Bare flags mean run, so an unknown word would be taken for an argument of it. */
function refuseUnknownCommand(program: Command, word: string | undefined): void {
  if (word === undefined || word.startsWith('-')) return;
  const known = [...program.commands.map((command) => command.name()), 'help'];
  if (known.includes(word)) return;
  const meant = nearest(word, known);
  const shown = [...shownCommands(program).map((command) => command.name()), 'help'];
  throw new UserError(`there is no command "${word}"`, {
    hint: meant === undefined ? unknownHint(word, shown) : `did you mean ${meant}?`,
  });
}

function unknownHint(word: string, known: readonly string[]): string {
  const commands = `the commands are ${known.join(', ')}`;
  return isSessionName(word)
    ? `${commands}; if it is a session: samocode run --session ${word}`
    : commands;
}

/** Lazily, so that it is a file of its own, which needs no source map. */
function loadCommander() {
  return import('commander');
}

/** Commands of a heading in the help. */
type Part = readonly [group: string, add: (program: Command, done: Done) => void];

const RUN: Part = ['Run:', addRun];
const LOOK: Part = ['Look:', addReading];
const PARTS: readonly Part[] = [
  RUN,
  ['Run:', addQueue],
  ['Run:', addListen],
  ['Run:', addSchedule],
  ['Decide:', addPeople],
  LOOK,
  ['Set up:', addSetUp],
  ['Set up:', addSimulate],
  ['Set up:', addFleet],
];

/** What programs call often: a tenth of the start would go into words for commands that they do not ask for. */
function partsFor([, , first = '', ...rest]: readonly string[]): readonly Part[] {
  const isBare = first.startsWith('--') && ![first, ...rest].some(isHelp);
  if (first === 'run' || isBare) return [RUN];
  return first === 'status' || first === 'why' || first === 'list' ? [LOOK] : PARTS;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

/** The command line, or some parts of it; every action loads its own command, and nothing else. */
export async function buildProgram(done: Done, parts = PARTS): Promise<Command> {
  const commander = await loadCommander();
  const program = new commander.Command('samocode')
    .description('Runs Claude Code or OpenAI Codex unattended, one checked step at a time.')
    .version(VERSION, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: printError })
    .showHelpAfterError('(for the commands: samocode --help)')
    .addHelpText('after', helpTail());
  for (const [group, add] of parts) {
    program.commandsGroup(group);
    add(program, done);
  }
  program.helpCommand('help [command]', 'show the help of a command');
  return program;
}

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
      'spawn although nothing new is there or a usage limit is known (one try); take over a lease from elsewhere',
    )
    .option('--dry-run', 'print the next command, working directory and prompt; spawn nothing')
    .option('--json', 'progress as one JSON object a line')
    .option('-q, --quiet', 'only warnings and the end')
    .option('-v, --verbose', 'also the agent’s activity')
    .option('--stamp', "begin each line with the date and the session's name, for a log file")
    .option('--no-color', 'no colours')
    .addOption(program.createOption('--under-work <file>').hideHelp())
    .addHelpText('after', example('samocode --session login --task "Add a login form"'))
    .action(runsPlaced(done, async () => (await import('../commands/running/run.ts')).runCommand));
}

/** The options that begin a session and choose its agents. */
function beginning(command: Command): Command {
  return command
    .summary('run the session until it is done, waits for a person, or stops (the default)')
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
    .option('--max-duration <time>', 'spawn nothing after so long (30m, 8h)')
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

function addListen(program: Command, done: Done): void {
  program
    .command('listen')
    .description('Hears Telegram for all sessions of the project, until it is ended by Ctrl-C.')
    .option('--config <path>', "the project's .samocode (default: the nearest one upwards)")
    .option('-v, --verbose', 'also ignored messages')
    .addHelpText('after', example('samocode listen --config ~/proj/.samocode'))
    .action(runs(done, async () => (await import('../commands/running/listen.ts')).listenCommand));
}

function addSchedule(program: Command, done: Done): void {
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
        async () => (await import('../commands/running/schedule.ts')).scheduleCommand,
      ),
    );
}

function helpTail(): string {
  const codes = EXIT_CODES.map(([code, text]) => `  ${String(code).padStart(3)}  ${text}`);
  return [
    '',
    'Flags without a command mean run; samocode run --help shows them.',
    '',
    'Exit codes:',
    ...codes,
    '',
    'Example:',
    '  $ samocode --config ~/proj/.samocode --session login --task "Add a login form"',
    '',
  ].join('\n');
}
