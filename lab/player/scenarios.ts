import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nearest } from '../../src/domain/text/nearest.ts';
import { UserError } from '../../src/domain/text/user-error.ts';
import { readScenario, type Scenario } from '../scenario/scenario.ts';

/** All scenarios of a folder, by their names; throws a UserError when one is not valid. */
export function listScenarios(folder: string): readonly Scenario[] {
  return scenarioNames(folder).map((name) => readFile(join(folder, `${name}.json`)));
}

/** One by its name, or a person's own by the path of its file. */
export function findScenario(folder: string, wanted: string): Scenario {
  if (wanted.includes('/') || wanted.endsWith('.json')) return readFile(resolve(wanted));
  const names = scenarioNames(folder);
  if (names.includes(wanted)) return readFile(join(folder, `${wanted}.json`));
  const meant = nearest(wanted, names);
  throw new UserError(`there is no scenario "${wanted}"`, {
    hint:
      meant === undefined
        ? 'samocode simulate --list names them; a file of your own is given by its path'
        : `did you mean ${meant}?`,
  });
}

function scenarioNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

function readFile(path: string): Scenario {
  const reading = readScenario(text(path));
  if (reading.kind === 'scenario') return reading.scenario;
  const lines = reading.problems.map((problem) => `${path}: ${problem}`);
  throw new UserError(lines.join('\n'), { hint: 'docs/faults.md says how a scenario is written' });
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`the scenario cannot be read: ${why}`, {
      hint: 'give the path of a scenario file, or a name that simulate --list shows',
      cause: error,
    });
  }
}
