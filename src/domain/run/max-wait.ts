/** For how long a run waits for usage limits, unless `--max-wait` tells; a duration as a person writes it. */
export const DEFAULT_MAX_WAIT = '12h';
