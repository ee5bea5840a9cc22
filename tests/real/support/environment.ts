import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where scripts/real-clis.js installed the programs: the pinned pair, or REAL_CLIS names another folder. */
const INSTALLED =
  process.env['REAL_CLIS'] ?? path.resolve(import.meta.dirname, '../../../.cache/real-clis');

/** The programs under test. */
export const REAL_CLIS = {
  claude: path.join(INSTALLED, 'bin/claude'),
  codex: path.join(INSTALLED, 'bin/codex'),
} as const;

/** A model name that codex does not know, so that it offers its classic shell tool. */
export const CODEX_MODEL = 'fake-model';

export interface Household {
  /** An empty folder that becomes HOME and holds everything a CLI keeps. */
  readonly home: string;
  /** The scripted API. */
  readonly apiUrl: string;
  /** Whether root runs the CLI; without it, whether root runs the tests. */
  readonly isRoot?: boolean;
}

export interface ClaudeHousehold extends Household {
  /** How it is logged in: usage limits are only told to a subscription (`oauth`). */
  readonly login?: 'key' | 'oauth' | 'none';
  /** How often the CLI itself tries again. */
  readonly maxRetries?: number;
}

/** The whole environment of a run with Claude Code: nothing of ours but PATH, loopback only. */
export function claudeEnvironment(household: ClaudeHousehold): Record<string, string> {
  const { home, apiUrl, login = 'key', maxRetries = 0 } = household;
  const configDir = path.join(home, 'claude-config');
  mkdirSync(configDir, { recursive: true });
  return {
    ...baseEnvironment(household),
    CLAUDE_CONFIG_DIR: configDir,
    ANTHROPIC_BASE_URL: apiUrl,
    ...(login === 'key' && { ANTHROPIC_API_KEY: 'sk-test' }),
    ...(login === 'oauth' && { CLAUDE_CODE_OAUTH_TOKEN: 'oauth-test' }),
    CLAUDE_CODE_MAX_RETRIES: String(maxRetries),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_ERROR_REPORTING: '1',
    CLAUDE_PATH: REAL_CLIS.claude,
  };
}

/** The same with Codex; its settings stand in the config.toml of a CODEX_HOME of its own. */
export function codexEnvironment(household: Household): Record<string, string> {
  const codexHome = path.join(household.home, 'codex-home');
  mkdirSync(codexHome, { recursive: true });
  writeFileSync(path.join(codexHome, 'config.toml'), codexConfig(household.apiUrl));
  return {
    ...baseEnvironment(household),
    CODEX_HOME: codexHome,
    FAKE_KEY: 'sk-test',
    CODEX_PATH: REAL_CLIS.codex,
    CODEX_MODEL,
  };
}

function baseEnvironment(household: Household): Record<string, string> {
  const { home, apiUrl, isRoot = process.getuid?.() === 0 } = household;
  const temporary = path.join(home, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return {
    HOME: home,
    TMPDIR: temporary,
    PATH: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_STATE_HOME: path.join(home, '.local/state'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    NO_COLOR: '1',
    HTTP_PROXY: apiUrl,
    HTTPS_PROXY: apiUrl,
    NO_PROXY: '127.0.0.1',
    // As root Claude Code wants to be told that this is a sandbox.
    ...(isRoot && { IS_SANDBOX: '1' }),
  };
}

function codexConfig(apiUrl: string): string {
  return `model_provider = "fake"
check_for_update_on_startup = false

[model_providers.fake]
name = "fake"
base_url = "${apiUrl}/v1"
wire_api = "responses"
env_key = "FAKE_KEY"
request_max_retries = 0
stream_max_retries = 0

[analytics]
enabled = false

[features]
plugins = false
remote_plugin = false
apps = false
`;
}
