import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../src/domain/models/profiles.ts';
import { readProfiles } from '../../../src/domain/models/read-profiles.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import type { RawSettings } from '../../../src/domain/settings/raw-value.ts';
import { readSettings } from '../../../src/domain/settings/settings.ts';
import { isSettingKey, type SettingKey } from '../../../src/domain/settings/table/table.ts';

type Values = Readonly<Partial<Record<SettingKey, string>>>;

function rawOf(values: Values, flags: Values = {}): RawSettings {
  const from = (source: string) => (entry: readonly [string, string]) =>
    [entry[0], { value: entry[1], source, folder: '/' }] as const;
  const entries = [
    ...Object.entries(values).map(from('environment')),
    ...Object.entries(flags).map(from('--flag')),
  ];
  return new Map(entries.flatMap(([key, value]) => (isSettingKey(key) ? [[key, value]] : [])));
}

function modelsOf(values: Values, flags?: Values) {
  const reading = readSettings(rawOf(values, flags));
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  return reading.settings.models;
}

describe('the model of a phase', () => {
  it('is CLAUDE_MODEL for every phase, and opus by default', () => {
    expect(new Set(PHASES.map((phase) => modelsOf({})[phase].model))).toEqual(new Set(['opus']));
    expect(modelsOf({ CLAUDE_MODEL: 'sonnet' }).quality.model).toBe('sonnet');
  });

  it('comes from the flag, then the phase, then the profile, then CLAUDE_MODEL', () => {
    const general = { CLAUDE_MODEL: 'general', CLAUDE_EFFORT: 'low' };
    const profile = { ...general, SAMOCODE_PROFILE: 'max' };
    const phase = { ...profile, CLAUDE_MODEL_PLANNING: 'own', CLAUDE_EFFORT_PLANNING: 'tiny' };
    const flags = { CLAUDE_MODEL: 'flagged', CLAUDE_EFFORT: 'most' };
    expect(modelsOf(general).planning).toEqual({ model: 'general', effort: 'low' });
    expect(modelsOf(profile).planning).toEqual({ model: 'opus', effort: 'max' });
    expect(modelsOf(phase).planning).toEqual({ model: 'own', effort: 'tiny' });
    expect(modelsOf(phase).quality).toEqual({ model: 'opus', effort: 'max' });
    expect(modelsOf(phase, flags).planning).toEqual({ model: 'flagged', effort: 'most' });
  });

  it('takes the rest from the general settings where a profile leaves it open', () => {
    const codex = { SAMOCODE_PROVIDER: 'codex', SAMOCODE_PROFILE: 'light', CODEX_MODEL: 'm' };
    expect(modelsOf(codex).done).toEqual({ model: 'm', effort: 'low' });
    expect(modelsOf(codex).planning).toEqual({ model: 'm', effort: 'medium' });
  });

  it('ignores settings of the other provider', () => {
    expect(modelsOf({ CODEX_MODEL_PLANNING: 'x', CODEX_EFFORT: 'y' }).planning).toEqual({
      model: 'opus',
      effort: undefined,
    });
  });

  it.each(['--dangerously-skip-permissions', 'two words', '', 'a\nb'])(
    'refuses %j, which is not one word',
    (value) => {
      const reading = readSettings(rawOf({ CLAUDE_EFFORT_DONE: value }));
      expect(reading).toMatchObject({ problems: [{ key: 'CLAUDE_EFFORT_DONE' }] });
    },
  );

  it('refuses an unknown profile and names the known ones', () => {
    const reading = readSettings(rawOf({ SAMOCODE_PROFILE: 'turbo' }));
    expect(reading).toMatchObject({
      problems: [{ key: 'SAMOCODE_PROFILE', hint: 'one of: light, standard, strong, max' }],
    });
  });
});

function strongerOf(values: Values, profiles = PROFILES) {
  const reading = readSettings(rawOf(values), profiles);
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  return reading.settings.stronger;
}

describe('the next profile of a phase', () => {
  it('is the next one, with its model and effort', () => {
    expect(strongerOf({ SAMOCODE_PROFILE: 'light' }).planning).toEqual({
      profile: 'standard',
      model: 'opus',
      effort: undefined,
    });
  });

  it('is none without a profile, and none after max', () => {
    expect(strongerOf({})).toEqual({});
    expect(strongerOf({ SAMOCODE_PROFILE: 'max' })).toEqual({});
  });

  it('leaves out profiles that change neither model nor effort', () => {
    const { claude } = PROFILES;
    const same = { ...PROFILES, claude: { ...claude, standard: claude.light } };
    expect(strongerOf({ SAMOCODE_PROFILE: 'light' }, same).done).toMatchObject({
      profile: 'strong',
      model: 'opus',
    });
    const fixed = { CLAUDE_MODEL_DONE: 'haiku', CLAUDE_EFFORT_DONE: 'low' };
    expect(strongerOf({ SAMOCODE_PROFILE: 'light', ...fixed }).done).toBeUndefined();
    // Codex: strong differs from standard in no thinking phase.
    const codex = { SAMOCODE_PROVIDER: 'codex', SAMOCODE_PROFILE: 'standard' };
    expect(strongerOf(codex).planning).toMatchObject({ profile: 'max', effort: 'xhigh' });
  });
});

describe('a person’s profiles.json', () => {
  it('replaces the shipped profiles of the same provider and name, and no other', () => {
    const light = { all: { model: 'haiku' }, phases: { done: { effort: 'low' } } };
    const read = readProfiles(JSON.stringify({ v: 1, claude: { light } }));
    expect(read).toEqual({
      profiles: { ...PROFILES, claude: { ...PROFILES.claude, light } },
    });
  });

  it.each([
    ['{', /is not JSON/],
    ['{"v":2}', /not a file of profiles, at "v"/],
    ['{"v":1,"claude":{"lite":{"all":{}}}}', /at "claude.lite"/],
    ['{"v":1,"codex":{"max":{"all":{"modle":"x"}}}}', /at "codex.max.all.modle"/],
    ['{"v":1,"codex":{"max":{"all":{"model":"--yolo"}}}}', /at "codex.max.all.model"/],
  ])('that reads %s is refused with the place of the fault', (text, message) => {
    const read = readProfiles(text);
    expect('message' in read ? read.message : read).toMatch(message);
  });
});
