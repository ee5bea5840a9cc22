import { CHILD_VARIABLES } from '../provider/child-env.ts';

/** The harm that a value can do in the hands of a stranger. */
export const SETTING_CLASSES = [
  'path',
  'harmless',
  'bound',
  'command',
  'program',
  'address',
  'credential',
  'permission',
  'arguments',
] as const;
export type SettingClass = (typeof SETTING_CLASSES)[number];

const CLASS_OF: Readonly<Record<string, SettingClass>> = {
  MAIN_REPO: 'path',
  WORKTREES: 'path',
  SESSIONS: 'path',
  VERIFY: 'command',
  VERIFY_TIMEOUT: 'bound',
  SAMOCODE_PROVIDER: 'harmless',
  SAMOCODE_MAX_RETRIES: 'bound',
  SAMOCODE_RETRY_DELAY: 'harmless',
  SAMOCODE_PERMISSIONS: 'permission',
  SAMOCODE_SANDBOX: 'permission',
  SAMOCODE_SANDBOX_WRITE: 'permission',
  SAMOCODE_IDLE_TIMEOUT: 'bound',
  SAMOCODE_MAX_LOG: 'bound',
  SAMOCODE_MAX_COST_PER_DAY: 'bound',
  SAMOCODE_STUCK_AFTER: 'bound',
  SAMOCODE_PING_URL: 'address',
  CLAUDE_PATH: 'program',
  CLAUDE_MODEL: 'harmless',
  CLAUDE_MAX_TURNS: 'bound',
  CLAUDE_TIMEOUT: 'bound',
  CLAUDE_EXTRA_ARGS: 'arguments',
  CODEX_PATH: 'program',
  CODEX_MODEL: 'harmless',
  CODEX_TIMEOUT: 'bound',
  CODEX_EXTRA_ARGS: 'arguments',
  TELEGRAM_BOT_TOKEN: 'credential',
  TELEGRAM_CHAT_ID: 'address',
  TELEGRAM_API_URL: 'address',
  TELEGRAM_USER_IDS: 'permission',
  GIT_BRANCH_PREFIX: 'harmless',
};

/**
 * The class of a setting; undefined for a key that samocode does not read. A variable of the child is a
 * credential, or decides where one is sent or which configuration a CLI reads.
 */
export function classOf(key: string): SettingClass | undefined {
  if (Object.hasOwn(CLASS_OF, key)) return CLASS_OF[key];
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
