import type { Expectation } from './expect.ts';
import { differences } from './matches.ts';

/** The result of a scenario, observed from outside samocode. */
export interface Observed {
  /** Epoch milliseconds at which each spawn began, by its number. */
  readonly spawns: readonly number[];
  /** How often the CLI was asked for its usage windows. */
  readonly asks: number;
  /** Epoch milliseconds of each moment that was told. */
  readonly events: Readonly<Record<string, number>>;
  readonly rows: readonly unknown[];
  /** `status --json`; undefined if it was not needed. */
  readonly status: unknown;
  /** All that the runs printed. */
  readonly output: string;
  readonly prompts: Readonly<Record<string, string>>;
  /** The files of the session that the expectation names; null: not there. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly notices: number;
  readonly seconds: number;
  /** Acts that did not go as they should. */
  readonly failures: readonly string[];
  /** Processes that carry the mark of the scenario, or of one of its runs. */
  readonly left: readonly string[];
}

/** How long a scenario may take that does not say. */
export const USUAL_SECONDS = 60;

/** What of the promise did not hold; nothing when it held. */
export function brokenPromises(expect: Expectation, observed: Observed): readonly string[] {
  const { rows, status, notices, asks, seconds = USUAL_SECONDS } = expect;
  return [
    ...observed.failures,
    ...spawnCount(expect, observed),
    ...timing(expect, observed),
    ...tooClose(expect, observed),
    ...(rows === undefined ? [] : differences(rows, observed.rows, 'history')),
    ...(status === undefined ? [] : differences(status, observed.status, 'status')),
    ...words(expect, observed),
    ...Object.entries(expect.files ?? {}).flatMap(([name, pattern]) =>
      differences(pattern, observed.files[name], name),
    ),
    ...(asks === undefined || asks === observed.asks
      ? []
      : [`${observed.asks} questions to the CLI, not ${asks}`]),
    ...(notices === undefined || notices === observed.notices
      ? []
      : [`${observed.notices} notices, not ${notices}`]),
    ...(observed.seconds <= seconds
      ? []
      : [`took ${observed.seconds.toFixed(1)} s, not ${seconds} s`]),
    ...observed.left.map((one) => `left behind: ${one}`),
  ];
}

function spawnCount({ spawns }: Expectation, observed: Observed): readonly string[] {
  const found = observed.spawns.length;
  const { atLeast, atMost } =
    typeof spawns === 'number' ? { atLeast: spawns, atMost: spawns } : spawns;
  if (found >= atLeast && found <= atMost) return [];
  return [`${found} spawns, not ${atLeast === atMost ? atLeast : `${atLeast} to ${atMost}`}`];
}

function timing(expect: Expectation, { spawns, events }: Observed): readonly string[] {
  const counts = (expect.counts ?? []).flatMap(({ from, to, atMost, exactly }) => {
    const missing = [from, to].filter((name) => name !== undefined && events[name] === undefined);
    if (missing.length > 0) return [`the moment "${missing.join('", "')}" never came`];
    const [after = -Infinity, before = Infinity] = [at(events, from), at(events, to)];
    const found = spawns.filter((ms) => ms > after && ms < before).length;
    const isSo = found <= (atMost ?? Infinity) && (exactly === undefined || found === exactly);
    const span = [from && `after ${from}`, to && `before ${to}`].filter(Boolean).join(' and ');
    const wanted = exactly === undefined ? `at most ${atMost ?? 0}` : String(exactly);
    return isSo ? [] : [`${found} spawns ${span}, not ${wanted}`];
  });
  const gaps = (expect.gaps ?? []).flatMap(({ from, spawn, atMost, atLeast = 0 }) => {
    const [begun, ended] = [events[from], spawns[spawn - 1]];
    if (begun === undefined) return [`the moment "${from}" never came`];
    if (ended === undefined) return [`there was no spawn ${spawn}`];
    const gap = (ended - begun) / 1000;
    if (gap <= atMost && gap >= atLeast) return [];
    return [`spawn ${spawn} came ${gap.toFixed(1)} s after ${from}, not ${atLeast} to ${atMost} s`];
  });
  return [...counts, ...gaps];
}

function tooClose({ apart }: Expectation, { spawns, events }: Observed): readonly string[] {
  if (apart === undefined) return [];
  const from = events[apart.from];
  if (from === undefined) return [`the moment "${apart.from}" never came`];
  const after = spawns.filter((ms) => ms > from).toSorted((one, other) => one - other);
  const gaps = after.slice(1).map((ms, index) => (ms - (after[index] ?? 0)) / 1000);
  const least = Math.min(Infinity, ...gaps);
  if (least >= apart.seconds) return [];
  return [
    `two spawns after ${apart.from} came ${least.toFixed(2)} s apart, not ${apart.seconds} s`,
  ];
}

function at(events: Observed['events'], name: string | undefined): number | undefined {
  return name === undefined ? undefined : events[name];
}

function words({ says, silent, prompts }: Expectation, observed: Observed): readonly string[] {
  const { output } = observed;
  return [
    ...(says ?? []).filter((text) => !output.includes(text)).map((text) => `never said "${text}"`),
    ...(silent ?? []).filter((text) => output.includes(text)).map((text) => `said "${text}"`),
    ...Object.entries(prompts ?? {}).flatMap(([number, texts]) =>
      texts
        .filter((text) => observed.prompts[number]?.includes(text) !== true)
        .map((text) => `prompt ${number} does not contain "${text}"`),
    ),
  ];
}
