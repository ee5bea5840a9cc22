/**
 * Milliseconds of a clock that is never set. `performance` does the same, and loads node:perf_hooks
 * with its first use: a twentieth of a start of Node.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
