/** A program that is being replaced, or a folder that is being mounted, is there again by then. */
const LASTS_MS = 5 * 60_000;

/**
 * The refusals of a machine that its other machines are to know: those of projects that it never could run, and those that
 * have lasted for five minutes. `nowMs`: a clock that only runs on.
 */
export function openLastingRefusals(
  nowMs: () => number,
): (config: string, why: string | undefined) => string | undefined {
  /** Since when a project is refused; undefined: it was not at the last look. */
  const since = new Map<string, number | undefined>();
  return (config, why) => {
    const isNew = !since.has(config);
    const before = since.get(config);
    if (why === undefined) {
      since.set(config, undefined);
      return undefined;
    }
    const from = before ?? (isNew ? -Infinity : nowMs());
    since.set(config, from);
    return nowMs() - from >= LASTS_MS ? why : undefined;
  };
}
