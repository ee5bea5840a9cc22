import type { ProviderName } from './provider-name.ts';

/** Whose usage windows an agent draws on: sessions of one account share its limits. */
export interface Account {
  readonly provider: ProviderName;
  /** Where the CLI keeps its login. */
  readonly folder: string;
  /** The variable that holds the credential, or `LOGIN` for one that the CLI keeps itself. */
  readonly kind: string;
  /** The credential itself, for a hash only; '' for a login. */
  readonly secret: string;
  /** Which service is asked, where it is not the provider's own. */
  readonly service: string;
}

/** The kind of a credential that the CLI keeps itself. */
export const LOGIN = 'login';

/** In the order in which the CLIs themselves choose. */
const CREDENTIALS = {
  claude: ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
  codex: ['CODEX_API_KEY', 'CODEX_ACCESS_TOKEN', 'OPENAI_API_KEY'],
} as const satisfies Record<ProviderName, readonly string[]>;

const SERVICES = {
  claude: [
    'ANTHROPIC_BASE_URL',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_VERTEX',
    'AWS_PROFILE',
  ],
  codex: ['OPENAI_BASE_URL'],
} as const satisfies Record<ProviderName, readonly string[]>;

const FOLDERS = {
  claude: { variable: 'CLAUDE_CONFIG_DIR', fallback: '.claude' },
  codex: { variable: 'CODEX_HOME', fallback: '.codex' },
} as const satisfies Record<ProviderName, { variable: string; fallback: string }>;

/** The account that a child with this environment uses. */
export function accountOf(
  provider: ProviderName,
  environment: Readonly<Record<string, string>>,
  home: string,
): Account {
  const { variable, fallback } = FOLDERS[provider];
  const kind = CREDENTIALS[provider].find((name) => (environment[name] ?? '') !== '');
  return {
    provider,
    folder: environment[variable] ?? `${home}/${fallback}`,
    kind: kind ?? LOGIN,
    secret: kind === undefined ? '' : (environment[kind] ?? ''),
    service: SERVICES[provider]
      .map((name) => environment[name] ?? '')
      .join(' ')
      .trim(),
  };
}
