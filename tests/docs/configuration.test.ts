import { it } from 'vitest';
import { optionOf } from '../../src/domain/settings/merge.ts';
import { type Source, sourcesOf } from '../../src/domain/settings/table/setting.ts';
import { SETTING_KEYS, settingOf } from '../../src/domain/settings/table/table.ts';
import { expectGenerated } from '../support/generated.ts';
import { defaultOf } from '../support/setting-default.ts';

/** The settings whose first source is this one. */
function settingsTable(source: Source): string {
  const keys = SETTING_KEYS.filter((key) => sourcesOf(settingOf(key))[0] === source);
  const rows = keys.map((key) => {
    const { unit = '', secret, help, family = key, ...setting } = settingOf(key);
    const words = [
      help.replaceAll('](docs/', ']('),
      ...(setting.flag === undefined ? [] : [`\`${optionOf(setting.flag)}\` overrides it`]),
      ...(secret === true ? ['not shown in errors'] : []),
    ];
    return `| \`${family}\` | ${defaultOf(setting)} | ${unit} | ${words.join('; ')} |`;
  });
  return ['| key | default | unit | |', '| --- | --- | --- | --- |', ...new Set(rows)].join('\n');
}

it('docs/configuration.md has a row for each setting (UPDATE_GENERATED=1 writes them)', () => {
  expectGenerated('docs/configuration.md', {
    'project settings': () => settingsTable('project'),
    'environment settings': () => settingsTable('environment'),
  });
});
