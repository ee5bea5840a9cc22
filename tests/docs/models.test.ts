import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  choiceOf,
  type ModelChoice,
  PROFILE_NAMES,
  PROFILES,
  PROFILES_DATE,
} from '../../src/domain/models/profiles.ts';
import { readProfiles } from '../../src/domain/models/read-profiles.ts';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { table } from '../../src/domain/phases/registry-text.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { ROOT } from '../support/assets.ts';
import { expectGenerated } from '../support/generated.ts';

it('docs/models.md shows each profile, made from the table (UPDATE_GENERATED=1 writes them)', () => {
  expectGenerated('docs/models.md', { profiles: profileTables });
});

it('docs/models.md shows an example of profiles.json that is read', () => {
  const [, example = ''] =
    /```json\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/models.md'), 'utf8')) ?? [];
  expect(readProfiles(example)).toHaveProperty('profiles.claude.light.all.model', 'haiku');
});

function profileTables(): string {
  const tables = PROVIDER_NAMES.map((provider) =>
    table(
      [`${provider}: phase`, ...PROFILE_NAMES],
      PHASES.map((phase) => [
        phase,
        ...PROFILE_NAMES.map((name) => wordsOf(choiceOf(PROFILES[provider][name], phase))),
      ]),
    ),
  );
  return [`Checked on ${PROFILES_DATE}.`, ...tables].join('\n\n');
}

function wordsOf({ model, effort }: ModelChoice): string {
  return [model, effort].filter((one) => one !== undefined).join(', ');
}
