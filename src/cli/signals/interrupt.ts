/** Ctrl-C (and SIGTERM) as an AbortSignal, so that its listeners can end cleanly. */
export interface Interrupted {
  readonly signal: AbortSignal;
  [Symbol.dispose](): void;
}

export function untilInterrupted(): Interrupted {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
    },
  };
}
