import { CHILD_VARIABLES } from '../../provider/environment/child-variables.ts';
import type { SettingClass } from '../table/setting.ts';
import { isSettingKey, settingOf } from '../table/table.ts';

/**
 * The class of a setting; undefined for a key that samocode does not read. A variable of the child is a
 * credential, or decides where one is sent or which configuration a CLI reads.
 */
export function classOf(key: string): SettingClass | undefined {
  if (isSettingKey(key)) return settingOf(key).class;
  if (!CHILD_VARIABLES.includes(key)) return undefined;
  return /URL|PROXY|_CERT|CA_CERT/i.test(key) ? 'address' : 'credential';
}

/** Each address with the credentials that a program sends there. */
export const CREDENTIALS_OF: Readonly<Record<string, readonly string[]>> = {
  TELEGRAM_API_URL: ['TELEGRAM_BOT_TOKEN'],
  ANTHROPIC_BASE_URL: [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_CUSTOM_HEADERS',
    'CLAUDE_CODE_OAUTH_TOKEN',
  ],
  OPENAI_BASE_URL: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'CODEX_ACCESS_TOKEN'],
  ANTHROPIC_BEDROCK_BASE_URL: ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_SECRET_ACCESS_KEY'],
  ANTHROPIC_VERTEX_BASE_URL: ['GOOGLE_APPLICATION_CREDENTIALS'],
  ANTHROPIC_FOUNDRY_BASE_URL: ['ANTHROPIC_FOUNDRY_API_KEY'],
};
