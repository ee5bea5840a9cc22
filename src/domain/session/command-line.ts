/**
 * The arguments of a command line with another name for the session that was typed, by `--session` or as an
 * argument, which becomes `--session`; the others stay as they were.
 */
export function withSession(
  args: readonly string[],
  { typed, name }: { readonly typed: string; readonly name: string },
): readonly string[] {
  const isFlag = (word: string | undefined): boolean => word === '--session';
  const named = args.some((word) => isFlag(word) || word.startsWith('--session='));
  const argument = named ? -1 : args.indexOf(typed);
  return args.flatMap((word, index) => {
    if (word.startsWith('--session=')) return `--session=${name}`;
    if (index === argument) return ['--session', name];
    return isFlag(args[index - 1]) ? name : word;
  });
}
