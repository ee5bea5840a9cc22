import type { ProviderName } from '../provider-name.ts';
import { CLOUD_VARIABLES, CREDENTIAL_NAMES } from './child-variables.ts';
import { ENCLOSING_GIT_VARIABLES } from './git-variables.ts';
import { OF_RUNS_ALONE, WORK_VARIABLES } from './work-variables.ts';

/**
 * Variables that an enclosing agent session, service manager or samocode sets. This is a list and
 * never a pattern: `CLAUDE_CODE_OAUTH_TOKEN` and a person's settings begin with the same letters.
 */
const ENCLOSING_MARKERS: ReadonlySet<string> = new Set<string>([
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_SSE_PORT',
  'CLAUDE_CODE_SESSION_ID',
  'CLAUDE_CODE_HOST_SESSION_ID',
  'CLAUDE_CODE_CHILD_SESSION',
  'CLAUDE_CODE_SESSION_ACCESS_TOKEN',
  'CLAUDE_CODE_EXECPATH',
  'CLAUDE_CODE_MESSAGING_SOCKET',
  'CLAUDE_CODE_MESSAGING_TOKEN',
  'CLAUDE_CODE_CHILD_NOTES_DIR',
  'CLAUDE_CODE_SESSION_ATTENDED',
  'CLAUDE_SESSION_ID',
  'CLAUDE_PID',
  'CLAUDE_EFFORT',
  'CLAUDE_ENV_FILE',
  'CLAUDE_PROJECT_DIR',
  'CLAUDE_PLUGIN_ROOT',
  'AI_AGENT',
  'CODEX_SANDBOX',
  'CODEX_SANDBOX_NETWORK_DISABLED',
  'CODEX_THREAD_ID',
  'CODEX_SESSION_ID',
  'CODEX_TOOL_CALL_ID',
  'CODEX_VERSION',
  'CODEX_MANAGED_BY_NPM',
  'CODEX_MANAGED_PACKAGE_ROOT',
  'CODEX_CI',
  'CODEX_SHELL',
  'CODEX_INTERNAL_ORIGINATOR_OVERRIDE',
  'SAMOCODE_RUN_ID',
  ...WORK_VARIABLES,
  'NOTIFY_SOCKET',
]);

/** Families that belong to samocode or its service manager whole: secrets and the watchdog. */
const WITHHELD_PREFIXES = [
  'TELEGRAM_',
  'SAMOCODE_PING_',
  'SAMOCODE_FLEET',
  'SAMOCODE_STATE_REMOTE',
  'WATCHDOG_',
] as const;

/**
 * The whole environment of a child: the inherited variables without samocode's secrets, the markers
 * of an enclosing session and the variables of an enclosing git command; then `childSettings` for
 * variables that are not set (set but empty counts as set: a person disables a key for one run this
 * way).
 */
export function childEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  childSettings: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = { ...childSettings };
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !isWithheld(name) && !isOfRunsAlone(name, value)) {
      environment[name] = value;
    }
  }
  return environment;
}

const NAMES_OF: Readonly<Record<ProviderName, RegExp>> = {
  claude: /^(ANTHROPIC|CLAUDE)_|BEDROCK/,
  codex: /^(OPENAI|AZURE_OPENAI|CODEX)_/,
};

/**
 * Variables without the credentials of the other CLI, where both may work. `files`: they are from
 * files of settings, which have a cloud's credentials for Claude Code alone.
 */
export function ownCredentials<T extends string | undefined>(
  provider: ProviderName,
  variables: Readonly<Record<string, T>>,
  from: 'files' | 'environment',
): Readonly<Record<string, T>> {
  const other = provider === 'claude' ? 'codex' : 'claude';
  const ofCloud: readonly string[] = from === 'files' && other === 'claude' ? CLOUD_VARIABLES : [];
  const isForeign = (name: string): boolean =>
    CREDENTIAL_NAMES.has(name) && (NAMES_OF[other].test(name) || ofCloud.includes(name));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isForeign(name)));
}

/** Tokens with which `gh` publishes. */
const PUBLISHING_TOKENS: ReadonlySet<string> = new Set([
  ...['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'],
]);

/** An agent's environment where samocode publishes in its place. */
export function withoutPublishingTokens(
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !PUBLISHING_TOKENS.has(name)),
  );
}

/** An agent's environment for a program that needs none of its credentials. */
export function withoutCredentials(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !CREDENTIAL_NAMES.has(name)),
  );
}

/** Whether a variable must not reach samocode's own git and the programs that git starts. */
export function isSecret(name: string): boolean {
  return CREDENTIAL_NAMES.has(name) || WITHHELD_PREFIXES.some((start) => name.startsWith(start));
}

/** A person's own value is passed on. */
function isOfRunsAlone(name: string, value: string): boolean {
  return Object.entries(OF_RUNS_ALONE).some(([one, set]) => one === name && set === value);
}

function isWithheld(name: string): boolean {
  return (
    ENCLOSING_MARKERS.has(name) ||
    ENCLOSING_GIT_VARIABLES.has(name) ||
    WITHHELD_PREFIXES.some((start) => name.startsWith(start))
  );
}
