import * as z from 'zod/mini';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { PROJECT_KEYS, RUNTIME_KEYS } from '../../src/domain/settings/table/table.ts';
import { nearest } from '../../src/domain/text/nearest.ts';
import { act } from './act.ts';
import { expectation } from './expect.ts';
import { agent, files } from './step.ts';

const KEYS = [...PROJECT_KEYS, ...RUNTIME_KEYS];

/** One night that goes wrong in one way: data, checked by `readScenario`. docs/faults.md has the words. */
const scenario = z.strictObject({
  name: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,60}$/)),
  /** What goes wrong. */
  title: z.string().check(z.minLength(1)),
  /** The promise of samocode in this case, in one sentence. */
  promise: z.string().check(z.minLength(1)),
  providers: z._default(z.array(z.enum(PROVIDER_NAMES)).check(z.minLength(1)), ['claude']),
  /** Settings of `.samocode` and `.env`. */
  settings: z._default(z.record(z.string(), z.string()), {}),
  /**
   * The phase of the session at the start, as if begun by hand, with these files; `new`: there is
   * no session.
   */
  begin: z._default(z.enum([...PHASES, 'new']), 'investigation'),
  files: z._default(files, {}),
  agent,
  acts: z._default(z.array(act).check(z.minLength(1)), [{ run: { exit: 4 } }]),
  expect: expectation,
});

export type Scenario = z.infer<typeof scenario>;

export type ScenarioReading =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  /** Each `where: what`, in the order of the file. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** Reads a scenario file; never throws. */
export function readScenario(text: string): ScenarioReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'problems', problems: [`not JSON: ${String(error)}`] };
  }
  const read = scenario.safeParse(value);
  if (!read.success) return { kind: 'problems', problems: read.error.issues.map(problemOf) };
  const unknown = Object.keys(read.data.settings).filter((key) => !KEYS.includes(key));
  if (unknown.length === 0) return { kind: 'scenario', scenario: read.data };
  return { kind: 'problems', problems: unknown.map((key) => `settings: ${unknownKey(key, KEYS)}`) };
}

function problemOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'the scenario' : issue.path.map(String).join('.');
  return `${where}: ${whatIsWrong(issue)}`;
}

/** zod/mini carries no texts of its own. */
function whatIsWrong(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `knows no ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_type':
      return `has to be ${issue.expected}`;
    case 'invalid_value':
      return `has to be one of ${issue.values.map((one) => JSON.stringify(one)).join(', ')}`;
    case 'too_small':
      return `has to be at least ${issue.minimum} (${issue.origin})`;
    case 'too_big':
      return `has to be at most ${issue.maximum} (${issue.origin})`;
    case 'invalid_format':
      return `has to look like ${issue.pattern ?? issue.format}`;
    case 'custom':
      return issue.message;
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return 'is not valid';
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `there is no ${key}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
