import { describe, expect, it } from 'vitest';
import { CHILD_VARIABLES, childEnvironment } from '../../src/domain/child-env.ts';

describe('childEnvironment', () => {
  it("keeps samocode's secrets and the service manager's handles from the child", () => {
    const inherited = {
      PATH: '/bin',
      TELEGRAM_BOT_TOKEN: 't',
      TELEGRAM_ANYTHING: 'x',
      NOTIFY_SOCKET: '/run/x',
      WATCHDOG_USEC: '1',
      WATCHDOG_PID: '2',
    };
    expect(childEnvironment(inherited, {}, {})).toEqual({ PATH: '/bin' });
  });

  it('drops the markers of an enclosing session and keeps what belongs to the person', () => {
    const markers = {
      CLAUDECODE: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CLAUDE_CODE_SSE_PORT: '1',
      CLAUDE_CODE_CHILD_SESSION: '1',
      CLAUDE_CODE_SESSION_ID: 'x',
      CODEX_SANDBOX: 'seatbelt',
      CODEX_SANDBOX_NETWORK_DISABLED: '1',
      CODEX_THREAD_ID: 'x',
      SAMOCODE_RUN_ID: 'outer',
    };
    const own = {
      CLAUDE_CODE_OAUTH_TOKEN: 'o',
      CLAUDE_CONFIG_DIR: '/c',
      CLAUDE_CODE_MAX_OUTPUT_TOKENS: '9',
      CODEX_HOME: '/x',
      SAMOCODE_PROVIDER: 'codex',
    };
    expect(childEnvironment({ ...markers, ...own }, {}, {})).toEqual(own);
  });

  it('fills from the settings what is not set, and a key that is set empty stays empty', () => {
    const inherited = { ANTHROPIC_API_KEY: '', OPENAI_API_KEY: 'mine', CODEX_API_KEY: undefined };
    const settings = { ANTHROPIC_API_KEY: 'file', OPENAI_API_KEY: 'file', CODEX_API_KEY: 'file' };
    expect(childEnvironment(inherited, settings, {})).toEqual({
      ANTHROPIC_API_KEY: '',
      OPENAI_API_KEY: 'mine',
      CODEX_API_KEY: 'file',
    });
  });

  it('lets the additions win over everything, a marker among them', () => {
    const additions = { SAMOCODE_RUN_ID: 'ours', A: 'added' };
    expect(childEnvironment({ SAMOCODE_RUN_ID: 'outer', A: 'a' }, {}, additions)).toEqual(
      additions,
    );
  });

  it('lets no .env file set what would be withheld', () => {
    const all = Object.fromEntries(CHILD_VARIABLES.map((name) => [name, 'x']));
    expect(childEnvironment(all, {}, {})).toEqual(all);
  });
});
