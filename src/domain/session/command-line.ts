/** The arguments of a command line with another value for `--session`; the others stay as they were typed. */
export function withSession(args: readonly string[], name: string): readonly string[] {
  return args.map((word, index) => {
    if (word.startsWith('--session=')) return `--session=${name}`;
    return args[index - 1] === '--session' ? name : word;
  });
}
