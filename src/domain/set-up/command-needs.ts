import { splitShellWords } from '../text/shell-words.ts';

/** The parts of a shell command that must exist before it can succeed. */
export interface CommandNeeds {
  /** The program that it starts first: a name on PATH, or a path. */
  readonly program: string;
  /** The script of `package.json` that it runs. */
  readonly script: string | undefined;
}

/** Words with a meaning of their own for a shell. */
const SHELL = new Set(
  (
    'if for while until case { ( ! : . [ alias break cd command continue echo env eval exec exit export ' +
    'false function hash printf pwd read readonly return set shift source test time times trap true type ' +
    'ulimit umask unset wait'
  ).split(' '),
);
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
const EXPANDED = /[$`*?~(){}<>&#!\\]/;

/** Of a plain first command; undefined where only a shell could say what it starts. */
export function needsOf(command: string): CommandNeeds | undefined {
  const [first = ''] = command.split(/&&|[|;\n]/);
  const split = splitShellWords(first);
  if (split.kind !== 'words') return undefined;
  const [program, ...args] = split.words.filter(
    (_, index, words) => !words.slice(0, index + 1).every((one) => ASSIGNMENT.test(one)),
  );
  if (program === undefined || SHELL.has(program) || EXPANDED.test(program)) return undefined;
  return { program, script: scriptOf(program, args) };
}

/** The first argument says it; with a flag before it another package may be meant. */
function scriptOf(program: string, [verb, name, ...rest]: readonly string[]): string | undefined {
  if (!['npm', 'pnpm', 'yarn', 'bun'].includes(program)) return undefined;
  const isElsewhere = [name, ...rest].some((word) =>
    /^(-w|-C|--(workspace|workspaces|prefix|filter|cwd|if-present)\b)/.test(word ?? ''),
  );
  if (isElsewhere) return undefined;
  if (verb === 'run' || verb === 'run-script')
    return name?.startsWith('-') === true ? undefined : name;
  return verb === 'test' && program !== 'bun' ? 'test' : undefined;
}
