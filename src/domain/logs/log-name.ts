import { type Phase, PHASES } from '../phases/phase.ts';

/** A log of `_logs/`, as its name says. */
export interface LogName {
  readonly name: string;
  readonly iteration: number;
  readonly phase: Phase;
  readonly attempt: number;
  /** The output of `VERIFY` or `SETUP`, and no agent's. */
  readonly isProof: boolean;
  /** The output of `SETUP`. */
  readonly isSetUp: boolean;
  /** `MM-DD-HHMM`. */
  readonly stamp: string;
}

const NAME = new RegExp(
  `^(\\d\\d-\\d\\d-\\d{4})-(\\d{3,})-(${PHASES.join('|')})(?:-a(\\d+)\\.jsonl|\\.jsonl|-(verify|setup)(?:-a(\\d+))?\\.txt)$`,
);

/** Reads a log's name (`logStem` makes it); undefined for any other file of the folder. */
export function parseLogName(name: string): LogName | undefined {
  const match = NAME.exec(name);
  const [, stamp = '', iteration = '', word = '', attempt, kind, proof] = match ?? [];
  const phase = PHASES.find((one) => one === word);
  if (match === null || phase === undefined) return undefined;
  return {
    name,
    stamp,
    iteration: Number(iteration),
    phase,
    attempt: Number(attempt ?? proof ?? 1),
    isProof: name.endsWith('.txt'),
    isSetUp: kind === 'setup',
  };
}

/** A log and the year its file was written in, which its name leaves out. */
export interface DatedLog extends LogName {
  /** Epoch milliseconds. */
  readonly writtenAt: number;
}

/** Sorted by start. The Python tool numbers iterations from 1 in each run. */
export function inOrder<T extends DatedLog>(logs: readonly T[]): readonly T[] {
  const keyed = logs.map((log) => ({ log, key: beginKey(log) }));
  return keyed
    .sort(
      (a, b) =>
        (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) ||
        a.log.iteration - b.log.iteration ||
        PHASES.indexOf(a.log.phase) - PHASES.indexOf(b.log.phase) ||
        Number(a.log.isProof) - Number(b.log.isProof) ||
        a.log.attempt - b.log.attempt,
    )
    .map(({ log }) => log);
}

/** The minute in which a log was begun, by its name; epoch milliseconds. */
export function begunMs(log: DatedLog): number {
  const [year = '', month, day, time = ''] = beginKey(log).split('-');
  const [hours, minutes] = [time.slice(0, 2), time.slice(2)].map(Number);
  return new Date(Number(year), Number(month) - 1, Number(day), hours, minutes).getTime();
}

/** A stamp later in the year than the file's last change is of the year before. */
function beginKey({ stamp, writtenAt }: DatedLog): string {
  const written = new Date(writtenAt);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(written.getMonth() + 1)}-${two(written.getDate())}`;
  const isOfYearBefore = stamp.slice(0, 5) > day;
  return `${written.getFullYear() - (isOfYearBefore ? 1 : 0)}-${stamp}`;
}

export interface LogChoice {
  readonly iteration: number | undefined;
  readonly phase: Phase | undefined;
  readonly all: boolean;
}

/** Of logs in order those that were asked for; without a number the newest iteration's. */
export function chooseLogs<T extends LogName>(logs: readonly T[], choice: LogChoice): readonly T[] {
  const fitting = logs.filter((log) => fits(log, choice));
  const newest = fitting.at(-1);
  if (choice.all || choice.iteration !== undefined || newest === undefined) return fitting;
  const others = fitting.findLastIndex(
    (log) => log.iteration !== newest.iteration || log.phase !== newest.phase,
  );
  return fitting.slice(others + 1);
}

/** Whether a log is of the iteration and the phase that were asked for. */
export function fits(log: LogName, { iteration, phase }: Omit<LogChoice, 'all'>): boolean {
  return (
    (iteration === undefined || log.iteration === iteration) &&
    (phase === undefined || log.phase === phase)
  );
}
