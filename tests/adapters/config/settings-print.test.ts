import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { settingsReader } from '../../../src/adapters/config/settings-print.ts';
import { changedSettings } from '../../../src/domain/settings/changed-settings.ts';
import { temporaryFolder } from '../../support/session.ts';

const PROJECT = 'MAIN_REPO=repo\nWORKTREES=w\nSESSIONS=s\n';
let home: string;
let config: string;
let read: ReturnType<typeof settingsReader>;

/** Which settings differ after files were written. */
function changedBy(write: () => void): readonly string[] {
  const before = read();
  write();
  return changedSettings(before, read());
}

beforeEach(() => {
  home = realpathSync(temporaryFolder());
  config = join(home, '.samocode');
  writeFileSync(config, `${PROJECT}VERIFY=npm test\n`);
  writeFileSync(join(home, '.env'), 'SAMOCODE_MAX_COST_PER_DAY=5\nCLAUDE_MODEL=opus\n');
  const environment = { SAMOCODE_MAX_COST_PER_DAY: '1', XDG_CONFIG_HOME: join(home, 'config') };
  read = settingsReader(config, { environment, home, cwd: home });
});

test('a value of the environment hides no change of a file', () => {
  expect(
    changedBy(() => {
      writeFileSync(join(home, '.env'), '');
    }),
  ).toEqual(['SAMOCODE_MAX_COST_PER_DAY']);
});

test('comments, a model and a credential are no change', () => {
  const change = (): void => {
    writeFileSync(config, `# why\n${PROJECT}VERIFY=npm test\n`);
    const more = 'CLAUDE_MODEL=haiku\nANTHROPIC_API_KEY=new\n';
    writeFileSync(join(home, '.env'), `SAMOCODE_MAX_COST_PER_DAY=5\n${more}`);
  };
  expect(changedBy(change)).toEqual([]);
});

test('a file that takes the place of another changes what it does not repeat', () => {
  const change = (): void => {
    writeFileSync(join(home, '.samocode.env'), 'ANTHROPIC_BASE_URL=http://127.0.0.1:1\n');
  };
  expect(changedBy(change)).toEqual(['ANTHROPIC_BASE_URL', 'SAMOCODE_MAX_COST_PER_DAY']);
});

test('the personal file and what a link leads to count', () => {
  const personal = join(home, 'config/samocode/.env');
  mkdirSync(join(home, 'config/samocode'), { recursive: true });
  const change = (): void => {
    writeFileSync(personal, 'CLAUDE_PATH=/tmp/claude\n');
  };
  expect(changedBy(change)).toEqual(['CLAUDE_PATH']);
  writeFileSync(join(home, 'real'), 'CLAUDE_PATH=/one\n');
  rmSync(personal);
  symlinkSync(join(home, 'real'), personal);
  const behind = (): void => {
    writeFileSync(join(home, 'real'), 'CLAUDE_PATH=/two\n');
  };
  expect(changedBy(behind)).toEqual(['CLAUDE_PATH']);
});

test('a file that cannot be read has no settings', () => {
  const change = (): void => {
    rmSync(config);
    mkdirSync(config);
  };
  expect(changedBy(change)).toEqual(['VERIFY']);
});
