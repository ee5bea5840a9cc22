/** A value from the settings of a project, and how long it counts. */
export interface Kept<T> {
  readonly value: T;
  readonly keptMs: number;
}

/** A person may edit settings, install a program or accept commands at any time. */
export const SETTINGS_KEPT_MS = 60_000;

/**
 * Reads the settings of each project again when the time of its value is over; `last`: the value before.
 * `nowMs`: a clock that only runs on.
 */
export function keptReader<T>(
  read: (config: string, last: T | undefined) => Kept<T>,
  nowMs: () => number,
): (config: string) => T {
  const known = new Map<string, { readonly untilMs: number; readonly value: T }>();
  return (config) => {
    const before = known.get(config);
    if (before !== undefined && nowMs() < before.untilMs) return before.value;
    const { value, keptMs } = read(config, before?.value);
    known.set(config, { untilMs: nowMs() + keptMs, value });
    return value;
  };
}
