import type { Command, Option } from 'commander';
import { shown } from '../../domain/settings/problem.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { typedCommand } from './typed-command.ts';

/** One word of a command line, and the option whose value it is. */
interface TypedWord {
  readonly at: number;
  readonly word: string;
  readonly valueOf: Option | undefined;
}

/**
 * Refuses words that the parser would misread, or would refuse without a hint.
 *
 * @param whole creates the program with all its commands; needed only for a doubtful command line
 */
export async function refuseMisplaced(
  program: Command,
  args: readonly string[],
  whole: () => Promise<Command>,
): Promise<void> {
  const [first = 'run'] = args;
  const isBare = first.startsWith('-');
  const command = program.commands.find((one) => one.name() === (isBare ? 'run' : first));
  if (command === undefined || (isBare && HELP.includes(first))) return;
  const own = isBare ? args : args.slice(1);
  const isLate = isBare && commandBehindFlags(command, args, (word) => !word.startsWith('-')) >= 0;
  if (!isLate && !hasDashedValue(command, own)) return;
  const { commands } = await whole();
  if (isLate) {
    const names = commands.map((one) => one.name());
    refuseLateCommand(
      args,
      commandBehindFlags(command, args, (word) => names.includes(word)),
    );
  }
  const short = command.options.map((option) => option.short);
  const long = commands.flatMap(({ options }) => options.map((option) => option.long));
  const flags = new Set([...short, ...long, ...HELP, '-V', '--version']);
  refuseFlagAsValue(command, own, (word) => flags.has(word));
}

const HELP: readonly string[] = ['-h', '--help'];

/** An option of these takes a text, and a text may look like a flag. */
const TEXT = /<(text|topic|path|command|folder|file)>/;

/** Refuses a flag of ours where a value has to be: that value was most likely forgotten. */
function refuseFlagAsValue(
  command: Command,
  args: readonly string[],
  isFlag: (word: string) => boolean,
): void {
  for (const { at, word, valueOf } of wordsOf(command, args)) {
    if (valueOf === undefined || !isFlag(word.split('=', 1)[0] ?? '')) continue;
    const typed = args[at - 1] ?? '';
    const right = withEquals(args.length - at + 1, `${valueOf.long ?? typed}=${word}`);
    const isText = TEXT.test(valueOf.flags);
    throw new UserError(`${typed} needs a value, and ${shown(word)} is a flag`, {
      hint: `give the value after ${typed}${isText ? `; if ${word} is the value: ${right}` : ''}`,
    });
  }
}

/** The typed command with one word in the place of two; they are `fromEnd` words before the end. */
function withEquals(fromEnd: number, word: string): string {
  const change = (all: readonly string[]): readonly string[] => {
    const from = all.length - fromEnd;
    return [...all.slice(0, from), word, ...all.slice(from + 2)];
  };
  return typedCommand(change) ?? word;
}

/** Whether a value that is typed like a flag is there at all. */
function hasDashedValue(command: Command, args: readonly string[]): boolean {
  return wordsOf(command, args).some(
    ({ word, valueOf }) => valueOf !== undefined && word.startsWith('-'),
  );
}

/** The place of a command's name behind flags that are read as those of `run`; -1 where there is none. */
function commandBehindFlags(
  run: Command,
  args: readonly string[],
  isCommand: (word: string) => boolean,
): number {
  const found = wordsOf(run, args).find(
    ({ word, valueOf }) => valueOf === undefined && isCommand(word),
  );
  return found?.at ?? -1;
}

/** Refuses a command behind its flags, and says the right order. */
function refuseLateCommand(args: readonly string[], at: number): void {
  const name = args[at];
  if (name === undefined) return;
  const right = typedCommand((all) => [name, ...all.slice(0, at), ...all.slice(at + 1)]);
  throw new UserError(`the command ${name} has to come before its flags`, {
    hint: right ?? `samocode ${name}, then ${args[0] ?? 'the flags'} and the others`,
  });
}

/** The words up to `--`. */
function wordsOf(command: Command, args: readonly string[]): readonly TypedWord[] {
  const end = args.indexOf('--');
  let open: Option | undefined;
  return (end < 0 ? args : args.slice(0, end)).map((word, at) => {
    const valueOf = open;
    open = valueOf === undefined ? takerOf(command, word) : undefined;
    return { at, word, valueOf };
  });
}

/** The option that takes the next word as its value, even if it looks like an option. */
function takerOf(command: Command, word: string): Option | undefined {
  const option = command.options.find(({ short, long }) => word === short || word === long);
  return option?.required === true ? option : undefined;
}
