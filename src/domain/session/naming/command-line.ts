/**
 * The arguments of a command line with another name for the session that was typed, by `--session` or as an
 * argument, which becomes `--session`; the others stay as they were. Undefined where that argument cannot be told from
 * the other words: the name of the command, the value of a flag, or what follows `--`.
 */
export function withSession(
  args: readonly string[],
  { typed, name }: { readonly typed: string; readonly name: string },
): readonly string[] | undefined {
  const isFlag = (word: string | undefined): boolean => word === '--session';
  if (args.some((word) => isFlag(word) || word.startsWith('--session='))) {
    return args.map((word, at) => {
      if (word.startsWith('--session=')) return `--session=${name}`;
      return isFlag(args[at - 1]) ? name : word;
    });
  }
  const at = args.indexOf(typed);
  if (at === -1) return args;
  const isPlain = at > 0 && args[at - 1]?.startsWith('-') === false;
  if (!isPlain || args.lastIndexOf(typed) !== at || args.includes('--')) return undefined;
  return [...args.slice(0, at), '--session', name, ...args.slice(at + 1)];
}
