import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';

/** One start of a real CLI in a test, for scripts/compare-clis.js. */
export interface Observed {
  /** The name of the test with those of its `describe` blocks. */
  readonly test: string;
  readonly cli: string;
  /** How it ended: the exit code, or the signal. */
  readonly exits: readonly string[];
  /** Event names with their fields, like `system/init` and `system/init .permissionMode: string`. */
  readonly events: readonly string[];
}

/** Appends what a CLI did to the file that REAL_OBSERVED names; without it nothing is done. */
export function observe(what: Omit<Observed, 'test'>): void {
  const file = process.env['REAL_OBSERVED'];
  if (file === undefined) return;
  const observed: Observed = { test: expect.getState().currentTestName ?? '', ...what };
  appendFileSync(file, `${JSON.stringify(observed)}\n`);
}

const Row = z.looseObject({
  facts: z.looseObject({ exitCode: z.number().nullish(), signal: z.string().nullish() }).optional(),
});

/** The same for all starts of a session's CLI: its logs, and the ends that its rows tell. */
export function observeSession(cli: string, session: string): void {
  const logs = path.join(session, '_logs');
  const history = path.join(session, '_signal_history.jsonl');
  const names = existsSync(logs) ? readdirSync(logs) : [];
  const events = names
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => linesOf(path.join(logs, name)));
  const exits = linesOf(history)
    .map((row) => Row.safeParse(row).data?.facts)
    .map((facts) => facts?.exitCode ?? facts?.signal)
    .filter((exit) => exit !== undefined && exit !== null);
  observe({ cli, exits: exits.map(String), events: shapesOf(events) });
}

/** Names and fields of events, each once, in order. */
export function shapesOf(events: readonly unknown[]): readonly string[] {
  const shapes = new Set<string>();
  for (const event of events) {
    const name = nameOf(event);
    shapes.add(name);
    for (const field of fieldsOf(event)) shapes.add(`${name} ${field}`);
  }
  return [...shapes].sort();
}

const Named = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  item: z.looseObject({ type: z.string() }).optional(),
});

function nameOf(event: unknown): string {
  const { data } = Named.safeParse(event);
  if (data === undefined) return '(no event)';
  return [data.type, data.subtype, data.item?.type].filter((part) => part !== undefined).join('/');
}

const DEPTH = 4;
const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** `.a.b: number` for each value that is no object; names of models and the like are `*`. */
function fieldsOf(value: unknown, at = '', depth = 0): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one) => fieldsOf(one, `${at}[]`, depth));
  }
  if (typeof value !== 'object' || value === null || depth === DEPTH) {
    return value === null ? [] : [`${at}: ${typeof value}`];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    fieldsOf(inner, `${at}.${IDENTIFIER.test(key) ? key : '*'}`, depth + 1),
  );
}

function linesOf(file: string): readonly unknown[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): readonly unknown[] => {
      try {
        return [JSON.parse(line)];
      } catch {
        return []; // An empty line, or one that a killed CLI left unfinished.
      }
    });
}
