interface Stop {
  readonly signal: AbortSignal;
  /** The exit code, once a signal came. */
  code(): number | undefined;
  close(): void;
}

/** Ctrl-C ends the running scenarios and cleans up after them. */
export function stopOnSignals(): Stop {
  const abort = new AbortController();
  let code: number | undefined;
  const onInterrupt = (): void => {
    code = 130;
    abort.abort();
  };
  const onTerminate = (): void => {
    code = 143;
    abort.abort();
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  return {
    signal: abort.signal,
    code: () => code,
    close: () => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    },
  };
}
