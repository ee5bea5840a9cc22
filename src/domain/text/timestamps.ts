/** The stamps of one iteration, in local time, as the original writes them. */
export interface Timestamps {
  /** `MM-DD-HH:mm`, for names of artefacts. */
  readonly file: string;
  /** `MM-DD HH:MM`, for the Flow Log. */
  readonly log: string;
  /** `[NNN @ MM-DD HH:MM]`, a Flow Log entry's head. */
  readonly iteration: string;
}

export function timestampsOf(date: Date, iteration: number): Timestamps {
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return {
    file: `${day}-${time}`,
    log: `${day} ${time}`,
    iteration: `[${three(iteration)} @ ${day} ${time}]`,
  };
}

/** `YYYY-MM-DD HH:MM:SS`, local time: the `timestamp` of a history row. */
export function rowTimestamp(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `YY-MM-DD`, local time: the head of a session folder's name. */
export function folderDate(date: Date): string {
  return `${two(date.getFullYear() % 100)}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** ISO 8601; null without a time, and for one that no date can hold. */
export function isoOf(ms: number | undefined): string | null {
  const date = new Date(ms ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}

export function three(value: number): string {
  return String(value).padStart(3, '0');
}
