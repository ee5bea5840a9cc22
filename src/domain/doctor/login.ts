import { hiddenLane, payerWords } from '../provider/cost/billing.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import { IN_SETTINGS_FILE } from '../settings/settings-files.ts';
import { jsonOf } from '../text/read-json.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/** The login as the CLI itself reports it; never a secret. */
export type Login =
  | { readonly kind: 'in'; readonly lane: string; readonly expiresAt: number | undefined }
  | { readonly kind: 'out' }
  /** The CLI does not tell, or took too long. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** The JSON of `claude auth status` (seen with 2.1.330; exit 0 or 1), as untrusted text. */
export function readClaudeLogin(
  stdout: string,
  environment: Readonly<Record<string, string | undefined>>,
): Login {
  const value = jsonOf(stdout);
  if (value === undefined) {
    return { kind: 'unknown', reason: 'claude auth status told nothing that could be read' };
  }
  if (typeof value !== 'object' || value === null || !('loggedIn' in value)) {
    return { kind: 'unknown', reason: 'claude auth status told no login' };
  }
  if (value.loggedIn !== true) return { kind: 'out' };
  const text = (key: string): string | undefined => {
    const found: unknown = (value as Readonly<Record<string, unknown>>)[key];
    return typeof found === 'string' ? found : undefined;
  };
  const lane = CLAUDE_LANES[text('authMethod') ?? ''] ?? `login by ${text('authMethod') ?? '?'}`;
  const source = text('apiKeySource');
  // Of a bearer token and of a cloud the CLI says the same as of a subscription's token.
  const hidden = hiddenLane('claude', environment);
  const expires = Date.parse(text('loginExpiresAt') ?? '');
  return {
    kind: 'in',
    lane: hidden === undefined ? withSource(lane, source) : payerWords(hidden),
    expiresAt: Number.isNaN(expires) ? undefined : expires,
  };
}

const withSource = (lane: string, source: string | undefined): string =>
  source === undefined ? lane : `${lane} (${source})`;

const CLAUDE_LANES: Readonly<Record<string, string>> = {
  api_key: 'an API key: each token is billed',
  'claude.ai': 'the subscription',
  oauth_token: 'the subscription, by CLAUDE_CODE_OAUTH_TOKEN',
};

/** The words of `codex login status` (seen with 0.169.0: on stderr; exit 0 or 1). */
export function readCodexLogin(
  output: string,
  environment: Readonly<Record<string, string | undefined>>,
): Login {
  // `codex exec` takes the key from here, and `login status` does not look there.
  if ((environment['CODEX_API_KEY'] ?? '') !== '') {
    const lane = 'an API key (CODEX_API_KEY): each token is billed';
    return { kind: 'in', lane, expiresAt: undefined };
  }
  if (/not logged in/i.test(output)) return { kind: 'out' };
  if (/api key/i.test(output)) {
    return { kind: 'in', lane: 'an API key: each token is billed', expiresAt: undefined };
  }
  if (/logged in/i.test(output))
    return { kind: 'in', lane: 'the subscription', expiresAt: undefined };
  return { kind: 'unknown', reason: 'codex login status told nothing that could be read' };
}

const CURES: Readonly<Record<ProviderName, string>> = {
  claude: `claude auth login, or ANTHROPIC_API_KEY / CLAUDE_CODE_OAUTH_TOKEN ${IN_SETTINGS_FILE}`,
  codex: `codex login, or CODEX_API_KEY ${IN_SETTINGS_FILE}`,
};
const SOON_MS = 24 * 60 * 60_000;

/** `fallback`: it takes over from the selected provider. */
export type CliRole = 'selected' | 'fallback' | 'unused';

/** A login that is gone stops the selected provider, and only that one. */
export function aboutLogin(
  provider: ProviderName,
  login: Login,
  { role, now }: { readonly role: CliRole; readonly now: number },
): Finding {
  const about = `${provider}-login`;
  const cure = CURES[provider];
  switch (login.kind) {
    case 'out':
      if (role === 'selected') return bad(about, `${provider} is not logged in`, cure);
      return role === 'fallback'
        ? warn(about, `${provider} is not logged in, and cannot take over`, cure)
        : ok(about, `${provider} is not logged in; it is not the selected provider`);
    case 'unknown':
      return warn(about, login.reason, `run ${provider} once by hand; else: ${cure}`);
    case 'in': {
      const text = `${provider} is logged in with ${login.lane}`;
      const left = (login.expiresAt ?? Infinity) - now;
      if (left > SOON_MS) return ok(about, text);
      return warn(about, `${text}; the login ends ${left > 0 ? 'within a day' : 'now'}`, cure);
    }
  }
}
