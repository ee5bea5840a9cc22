import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandTrouble } from '../../domain/doctor/command.ts';
import { PHASES } from '../../domain/phases/phase.ts';
import { needsOf } from '../../domain/set-up/command-needs.ts';
import type { Config } from '../../domain/settings/config.ts';
import { verifyKey } from '../../domain/settings/table/verify-phases.ts';
import { findGitPlace } from '../git/place/git-place.ts';
import { type ExecutableQuestion, findProgram } from './folders/executable.ts';
import { packageScripts } from './project-files.ts';

type Commands = Pick<Config, 'configPath' | 'mainRepo' | 'setUp' | 'verify' | 'verifyPhases'>;

/** Parts of `SETUP`, `VERIFY` and `VERIFY_<PHASE>` that do not exist in MAIN_REPO or on PATH. Runs nothing. */
export function commandTroubles(
  config: Commands,
  at: Pick<ExecutableQuestion, 'environment' | 'home'>,
): readonly CommandTrouble[] {
  const ofPhases = PHASES.map((phase) => [verifyKey(phase), config.verifyPhases[phase]] as const);
  const all = [['SETUP', config.setUp], ['VERIFY', config.verify], ...ofPhases] as const;
  return all.flatMap(([key, command]) => {
    const text = command === undefined ? undefined : whyNot(command, { config, key, at });
    return text === undefined ? [] : [{ key, text, configPath: config.configPath }];
  });
}

interface Question {
  readonly config: Commands;
  readonly key: CommandTrouble['key'];
  readonly at: Pick<ExecutableQuestion, 'environment' | 'home'>;
}

function whyNot(command: string, { config, key, at }: Question): string | undefined {
  const needs = needsOf(command);
  if (needs === undefined) return undefined;
  const { program, script } = needs;
  const place = findGitPlace(config.mainRepo);
  const root = place.kind === 'work-tree' ? place.root : config.mainRepo;
  if (!program.includes('/')) {
    if (findProgram(program, at) === undefined) return `starts ${program}, which is not on PATH`;
  } else if (!program.startsWith('/') && !existsSync(join(root, program))) {
    // A set-up may make it.
    const mayCome = key !== 'SETUP' && config.setUp !== undefined;
    if (!mayCome) return `starts ${program}, which ${root} does not have`;
  }
  if (script === undefined || script in packageScripts(root)) return undefined;
  return `runs the script ${script}, which ${join(root, 'package.json')} does not have`;
}
