import { describe, expect, it } from 'vitest';
import {
  childEnvironment,
  ownCredentials,
} from '../../../../src/domain/provider/environment/child-env.ts';
import { CHILD_VARIABLES } from '../../../../src/domain/provider/environment/child-variables.ts';
import { OF_RUNS_ALONE } from '../../../../src/domain/provider/environment/work-variables.ts';

describe('childEnvironment', () => {
  it("keeps samocode's secrets and the service manager's handles from the child", () => {
    const inherited = {
      PATH: '/bin',
      TELEGRAM_BOT_TOKEN: 't',
      TELEGRAM_ANYTHING: 'x',
      SAMOCODE_FLEET: 'postgres://me:secret@db/x',
      NOTIFY_SOCKET: '/run/x',
      WATCHDOG_USEC: '1',
      WATCHDOG_PID: '2',
    };
    expect(childEnvironment(inherited)).toEqual({ PATH: '/bin' });
  });

  it("drops what work sets for its runs, and keeps a person's own value", () => {
    expect(childEnvironment({ ...OF_RUNS_ALONE, PATH: '/bin' })).toEqual({ PATH: '/bin' });
    const own = { MALLOC_TRIM_THRESHOLD_: '1' };
    expect(childEnvironment(own)).toEqual(own);
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
    expect(childEnvironment({ ...markers, ...own })).toEqual(own);
  });

  it("drops the variables of an enclosing git command and keeps a person's settings for git", () => {
    const hook = {
      ...{ GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index', GIT_WORK_TREE: '.', GIT_PREFIX: 'src/' },
      ...{ GIT_COMMON_DIR: '.git', GIT_OBJECT_DIRECTORY: 'x', GIT_NAMESPACE: 'n' },
      ...{ GIT_ALTERNATE_OBJECT_DIRECTORIES: 'x', GIT_QUARANTINE_PATH: 'x' },
      ...{ GIT_CONFIG_PARAMETERS: "'core.hooksPath'='/x'", GIT_CONFIG: 'x' },
      ...{ GIT_LITERAL_PATHSPECS: '1', GIT_AUTHOR_DATE: '@1 +0000', GIT_REFLOG_ACTION: 'rebase' },
    };
    const own = {
      ...{ GIT_SSH_COMMAND: 'ssh -i key', GIT_ASKPASS: '/askpass', GIT_EDITOR: ':' },
      ...{ GIT_AUTHOR_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@localhost' },
      ...{ GIT_CONFIG_GLOBAL: '/config', GIT_CONFIG_NOSYSTEM: '1' },
      ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
    };
    expect(childEnvironment({ ...hook, ...own })).toEqual(own);
  });

  it('fills from the settings what is not set, and a key that is set empty stays empty', () => {
    const inherited = { ANTHROPIC_API_KEY: '', OPENAI_API_KEY: 'mine', CODEX_API_KEY: undefined };
    const settings = { ANTHROPIC_API_KEY: 'file', OPENAI_API_KEY: 'file', CODEX_API_KEY: 'file' };
    expect(childEnvironment(inherited, settings)).toEqual({
      ANTHROPIC_API_KEY: '',
      OPENAI_API_KEY: 'mine',
      CODEX_API_KEY: 'file',
    });
  });

  it('lets no .env file set what would be withheld', () => {
    const all = Object.fromEntries(CHILD_VARIABLES.map((name) => [name, 'x']));
    expect(childEnvironment(all)).toEqual(all);
  });
});

describe('where two CLIs may work', () => {
  const all = {
    PATH: '/bin',
    ANTHROPIC_API_KEY: 'a',
    CLAUDE_CONFIG_DIR: '/c',
    CLAUDE_CODE_MAX_OUTPUT_TOKENS: '9',
    AWS_ACCESS_KEY_ID: 'w',
    AWS_BEARER_TOKEN_BEDROCK: 'b',
    CODEX_API_KEY: 'x',
    OPENAI_BASE_URL: 'u',
  };
  const names = (variables: object) => Object.keys(variables).sort().join(' ');

  it('each has its own credentials only, and all other variables', () => {
    expect(names(ownCredentials('claude', all, 'environment'))).toBe(
      'ANTHROPIC_API_KEY AWS_ACCESS_KEY_ID AWS_BEARER_TOKEN_BEDROCK CLAUDE_CODE_MAX_OUTPUT_TOKENS CLAUDE_CONFIG_DIR PATH',
    );
    expect(names(ownCredentials('codex', all, 'environment'))).toBe(
      'AWS_ACCESS_KEY_ID CLAUDE_CODE_MAX_OUTPUT_TOKENS CODEX_API_KEY OPENAI_BASE_URL PATH',
    );
  });

  it("the credentials of a cloud in a file of settings are Claude Code's", () => {
    expect(names(ownCredentials('codex', all, 'files'))).not.toContain('AWS');
    expect(names(ownCredentials('claude', all, 'files'))).toContain('AWS_ACCESS_KEY_ID');
  });
});
