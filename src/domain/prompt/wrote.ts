import type { Phase } from '../phases/phase.ts';
import type { Wrote } from '../session/rows/iteration-row.ts';
import { printable } from '../text/printable.ts';
import { joinShellWords } from '../text/shell-words.ts';

const PATHS_KEPT = 20;
const LONGEST_PATH = 300;
const PATH_SHOWN = 100;
/** Characters that git reads as a pattern. */
const PATTERN = /[*?[\\]|^:/;

/** The paths that a row keeps. */
export function pathsKept(paths: readonly string[]): readonly string[] {
  const whole = paths.filter((path) => path.length <= LONGEST_PATH && !path.includes('\uFFFD'));
  return whole.slice(0, PATHS_KEPT);
}

/** The changes of an agent in a read-only phase: `changed 2 tracked files in testing, …: a, b`. */
export function wroteWords({ count, isHeadMoved, ...wrote }: Wrote, phase: Phase): string {
  const files = count === 1 ? 'a tracked file' : `${count} tracked files`;
  const what = [
    ...(count === 0 ? [] : [`changed ${files}`]),
    ...(isHeadMoved ? ['moved HEAD'] : []),
  ].join(' and ');
  const shown = pathsKept(wrote.paths).map((path) => printable(path, PATH_SHOWN));
  const more = count > shown.length ? [`and ${count - shown.length} more`] : [];
  const list = count === 0 ? '' : `: ${[...shown, ...more].join(', ')}`;
  return `${what} in ${phase}, a read-only phase${list}`;
}

/** Commands that show the changes, and one that puts the files back; they work when pasted. */
export function wroteCommands(
  { count, isHeadMoved, before, after, ...wrote }: Wrote,
  folder: string,
): { readonly show: readonly string[]; readonly restore: readonly string[] } {
  // A row is a file that an agent can write to.
  const paths = pathsKept(wrote.paths);
  const git = ['git', '-C', folder];
  const commits = joinShellWords([...git, 'log', '--stat', '--no-merges', `${before}..${after}`]);
  const isWhole = count === paths.length;
  const literal = paths.some((path) => PATTERN.test(path)) ? ['--literal-pathspecs'] : [];
  const diff = ['diff', before, after];
  const restore = ['restore', `--source=${before}`];
  const named = (words: readonly string[]): string =>
    joinShellWords([...git, ...literal, ...words, '--', ...paths]);
  // Those that were there before; git refuses a path that it knows neither before nor now.
  const names = [...git, 'diff', '--name-only', '-z', '--no-renames', '--diff-filter=DMT'];
  const all = [...git, ...restore, '--pathspec-from-file=-', '--pathspec-file-nul'];
  const piped = `${joinShellWords([...names, before, after])} | ${joinShellWords(all)}`;
  return {
    show: [
      ...(count === 0 ? [] : [isWhole ? named(diff) : joinShellWords([...git, ...diff])]),
      ...(isHeadMoved ? [commits] : []),
    ],
    restore: count === 0 ? [] : [isWhole ? named(restore) : piped],
  };
}

/** The text for the next agent: one line, and a line for each command. */
export function wroteTrouble(
  wrote: (Wrote & { readonly phase: Phase }) | undefined,
  folder: string,
): readonly string[] {
  if (wrote === undefined) return [];
  const { show, restore } = wroteCommands(wrote, folder);
  const head = `The iteration before this one ${wroteWords(wrote, wrote.phase)}. Look at it, and put back the changes that the work does not need; git revert undoes a commit.`;
  return [
    [
      head,
      ...show.map((line) => `show: ${line}`),
      ...restore.map((line) => `put back: ${line}`),
    ].join('\n'),
  ];
}
