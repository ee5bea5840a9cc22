/** The arguments without `--flag value` and `--flag=value`. */
export function withoutFlag(args: readonly string[], flag: string): readonly string[] {
  return args.filter(
    (arg, at) => arg !== flag && args[at - 1] !== flag && !arg.startsWith(`${flag}=`),
  );
}

/** The value of `--flag value` or `--flag=value` among arguments; the last one counts. */
export function valueOfFlag(args: readonly string[], flag: string): string | undefined {
  const values = args.flatMap((arg, index) => {
    if (arg.startsWith(`${flag}=`)) return [arg.slice(flag.length + 1)];
    return arg === flag ? args.slice(index + 1, index + 2) : [];
  });
  return values.at(-1);
}
