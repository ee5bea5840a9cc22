import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, git, lives, openScene, type Scene, SESSION } from '../support/program.ts';
import { PLAN, turn } from '../support/program-agent.ts';
import { NO_MOUNT, readOnly } from '../support/small-disk.ts';

/** A CLI that answers what the doctor asks, and nothing else. */
function fakeCli(scene: Scene, name: string, version: string, status: string): string {
  const path = join(scene.root, name);
  writeFileSync(
    path,
    `#!/bin/sh\ncase "$*" in --version) echo '${version}';; *status*) echo '${status}';; *) exit 9;; esac\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** Settings of Claude Code that forbid the permission bypass. */
function settingsIn(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{"permissions":{"disableBypassPermissionsMode":"disable"}}');
  return path;
}

const RESET = Math.floor(Date.now() / 1000) + 3600;
const USAGE = JSON.stringify({
  type: 'rate_limit_event',
  rate_limit_info: {
    ...{ status: 'allowed', rateLimitType: 'five_hour', utilization: 0.81, resetsAt: RESET },
  },
});

const LOGGED_IN = '{"loggedIn":true,"authMethod":"claude.ai"}';

interface Finding {
  readonly about: string;
  readonly level: string;
  readonly text: string;
}

async function examine(scene: Scene, env: Record<string, string | undefined> = {}) {
  const ended = await scene.exec(['doctor', '--config', scene.config, '--json'], { env });
  const said = JSON.parse(ended.stdout) as { ok: boolean; findings: readonly Finding[] };
  const find = (about: string): Finding | undefined =>
    said.findings.find((finding) => finding.about === about && finding.level !== 'ok') ??
    said.findings.find((finding) => finding.about === about);
  return { code: ended.code, ok: said.ok, find };
}

describe('samocode doctor --session', () => {
  const ofSession = async (scene: Scene, session: string) => {
    const args = ['doctor', '--config', scene.config, '--session', session, '--json'];
    const { stdout, code } = await scene.exec(args);
    const { findings } = JSON.parse(stdout) as { findings: Readonly<Record<string, string>>[] };
    return { code, findings: findings.filter(({ about }) => about === 'session') };
  };

  test('tells how the session is, and what it waits for', async () => {
    await using scene = openScene({
      phases: {
        planning: [
          turn({ status: 'waiting', for: 'plan_approval' }, { write: [PLAN, '# Plan\n'] }),
        ],
      },
    });
    const folder = scene.begin('planning');
    expect((await scene.run()).code).toBe(3);
    const { findings } = await ofSession(scene, SESSION);
    expect(findings[0]).toMatchObject({ level: 'ok', text: `session ${folder}` });
    expect(findings.at(-1)).toMatchObject({ level: 'warn' });
    expect(findings.at(-1)?.['cure']).toContain('samocode approve');
  });

  test('finds that it is not there, has not begun, or cannot be read', async () => {
    await using scene = openScene();
    const folder = scene.begin('planning');
    expect((await ofSession(scene, 'itt')).findings).toMatchObject([{ level: 'bad' }]);
    expect((await ofSession(scene, 'itt')).findings[0]?.['cure']).toContain('did you mean it?');
    writeFileSync(join(folder, '_overview.md'), '# Session\n\n## Status\nPhase: nowhere\n');
    expect((await ofSession(scene, SESSION)).findings).toMatchObject([{ level: 'bad' }]);
    rmSync(join(folder, '_overview.md'));
    const { code, findings } = await ofSession(scene, SESSION);
    expect(code).toBe(2);
    expect(findings[0]).toMatchObject({ level: 'bad' });
    expect(findings[0]?.['text']).toContain('has not begun');
  });
});

describe('samocode doctor', () => {
  test('a good environment: exit 0, the lane that pays is said, nothing is left behind', async () => {
    await using scene = openScene();
    const claude = fakeCli(scene, 'claude', '2.1.330 (Claude Code)', LOGGED_IN);
    git(scene.repo, 'config', 'user.name', 'Me');
    git(scene.repo, 'config', 'user.email', 'me@localhost');
    const said = await examine(scene, { CLAUDE_PATH: claude });
    expect(said).toMatchObject({ code: 0, ok: true });
    expect(said.find('claude-login')?.text).toContain('the subscription');
    expect(said.find('git-identity')).toBeUndefined();
    expect(readdirSync(scene.sessions)).toEqual([]);
  });

  test('an empty environment: exit 2, and every line that is not fine has its cure', async () => {
    await using scene = openScene();
    const folder = join(scene.root, 'empty');
    mkdirSync(folder);
    const ended = await scene.exec(['doctor'], {
      cwd: folder,
      env: { PATH: '/nowhere', HOME: folder, CLAUDE_PATH: undefined, CODEX_PATH: undefined },
    });
    rmSync(scene.config);
    expect(ended.code).toBe(2);
    const lines = ended.stdout.split('\n');
    const troubles = lines.filter((line) => /^(warn|BAD)/.test(line));
    expect(troubles.length).toBeGreaterThan(2);
    for (const line of troubles) expect(lines[lines.indexOf(line) + 1]).toMatch(/^ {6}→ ./);
  });

  test('--models asks each configured model once, and names those that do not work', async () => {
    await using scene = openScene();
    const script = (name: string, lines: readonly string[]): string => {
      const path = fakeCli(scene, name, '2.1.330', LOGGED_IN);
      const asked = `echo "$*" >> ${join(scene.root, `${name}.asked`)}`;
      writeFileSync(
        path,
        [
          '#!/bin/sh',
          `case "$*" in --version) echo 2.1.330; exit;; *status*) echo '${LOGGED_IN}'; exit;; esac`,
          asked,
          ...lines,
          '',
        ].join('\n'),
      );
      return path;
    };
    const result = (fields: object): string =>
      `echo '${JSON.stringify({ type: 'result', subtype: 'success', ...fields })}'`;
    const unknown = {
      is_error: true,
      api_error_status: 404,
      result: 'There is an issue with the selected model (nope). It may not exist',
    };
    const CLAUDE_PATH = script('claude', [
      `case "$*" in *nope*) ${result(unknown)}; exit 1;; esac`,
      result({ is_error: false, result: 'ok' }),
    ]);
    const CODEX_PATH = script('codex', [`echo '{"type":"turn.completed","usage":{}}'`]);
    const env = { CLAUDE_PATH, CODEX_PATH, CLAUDE_MODEL: 'sonnet', CLAUDE_MODEL_QUALITY: 'nope' };
    const args = ['doctor', '--config', scene.config, '--json', '--models'];
    const ended = await scene.exec(args, { env: { ...env, SAMOCODE_FALLBACK: 'codex' } });
    const { findings } = JSON.parse(ended.stdout) as { findings: readonly Finding[] };
    const models = findings.filter(({ about }) => about.endsWith('-model'));
    expect(models.map(({ about, level }) => [about, level])).toEqual([
      ['claude-model', 'ok'],
      ['claude-model', 'bad'],
      ['codex-model', 'ok'],
    ]);
    expect(models[1]?.text).toContain('nope (quality)');
    expect(ended.code).toBe(2);
    const asked = readFileSync(join(scene.root, 'claude.asked'), 'utf8').trimEnd().split('\n');
    expect(asked.map((line) => /--model (\S+)/.exec(line)?.[1])).toEqual(['sonnet', 'nope']);
  });

  test('a login that is gone, and a configuration with problems, stop a run', async () => {
    await using scene = openScene();
    const claude = fakeCli(scene, 'claude', '2.1.330', '{"loggedIn":false}');
    const out = await examine(scene, { CLAUDE_PATH: claude });
    expect(out).toMatchObject({ code: 2, ok: false });
    expect(out.find('claude-login')?.level).toBe('bad');
    writeFileSync(scene.config, 'MAIN_REPO=nowhere\n');
    const broken = await examine(scene, { CLAUDE_PATH: claude });
    expect(broken.code).toBe(2);
    expect(broken.find('config')?.text).toMatch(/MAIN_REPO[\s\S]*WORKTREES/);
  });

  test('the program and the login of the provider that takes over are checked, too', async () => {
    await using scene = openScene();
    const CLAUDE_PATH = fakeCli(scene, 'claude', '2.1.330', LOGGED_IN);
    const CODEX_PATH = fakeCli(scene, 'codex', 'codex-cli 0.171.0', 'Not logged in');
    const env = { CLAUDE_PATH, CODEX_PATH, CODEX_API_KEY: undefined };
    const unused = await examine(scene, env);
    expect(unused.find('codex-login')).toMatchObject({ level: 'ok' });
    const said = await examine(scene, { ...env, SAMOCODE_FALLBACK: 'codex' });
    expect(said.code).toBe(0);
    expect(said.find('codex-login')).toMatchObject({
      level: 'warn',
      text: 'codex is not logged in, and cannot take over',
    });
    const path = { ...env, CODEX_PATH: '/nowhere/codex', SAMOCODE_FALLBACK: 'codex' };
    expect((await examine(scene, path)).find('codex')).toMatchObject({ level: 'warn' });
  });

  test('a repository without a start for a worktree is bad; its base is named', async () => {
    await using scene = openScene();
    const claude = fakeCli(scene, 'claude', '2.1.330', LOGGED_IN);
    const found = await examine(scene, { CLAUDE_PATH: claude });
    expect(found.find('repository')).toMatchObject({ level: 'ok' });
    expect(found.find('repository')?.text).toMatch(/from trunk \([0-9a-f]{10}\)$/);
    git(scene.repo, 'update-ref', '-d', 'HEAD');
    const said = await examine(scene, { CLAUDE_PATH: claude });
    expect(said.code).toBe(2);
    expect(said.find('repository')).toMatchObject({ level: 'bad' });
    expect(said.find('repository')?.text).toContain('has no commit');
  });

  test.for(['.git', '.git/refs/heads', '.git/objects'])(
    'a repository into whose %s git cannot write is bad',
    async (name, context) => {
      await using scene = openScene();
      const claude = fakeCli(scene, 'claude', '2.1.330', LOGGED_IN);
      using folder = readOnly(join(scene.repo, name));
      context.skip(!folder.isReadOnly, NO_MOUNT);
      const { code, find } = await examine(scene, { CLAUDE_PATH: claude });
      expect(code).toBe(2);
      expect(find('repository')?.text).toMatch(
        new RegExp(`git cannot write a worktree and its branch into .*/${name}: (EROFS|EACCES)`),
      );
    },
  );

  test.each<[string, (scene: Scene) => string]>([
    [
      'committed',
      ({ repo }) => {
        const path = settingsIn(join(repo, '.claude/settings.json'));
        git(repo, 'add', '.');
        git(repo, 'commit', '-q', '-m', 'Forbid the bypass');
        rmSync(path);
        return path;
      },
    ],
    ['private', ({ repo }) => settingsIn(join(repo, '.claude/settings.local.json'))],
    ['user', ({ root }) => settingsIn(join(root, 'config/settings.json'))],
  ])('names the %s settings that forbid the permission bypass', async (_, forbid) => {
    await using scene = openScene();
    const claude = fakeCli(scene, 'claude', '2.1.330', LOGGED_IN);
    const path = forbid(scene);
    const env = { CLAUDE_PATH: claude, CLAUDE_CONFIG_DIR: join(scene.root, 'config') };
    const said = await examine(scene, env);
    expect(said.code).toBe(2);
    expect(said.find('claude-permissions')).toMatchObject({ level: 'bad' });
    expect(said.find('claude-permissions')?.text).toContain(path);
    const sandboxed = await examine(scene, { ...env, SAMOCODE_PERMISSIONS: 'sandbox' });
    expect(sandboxed.find('claude-permissions')).toBeUndefined();
  });

  test('shows the known usage of the account, and says where a quota guard has no number', async () => {
    await using scene = openScene({
      // Each question of the doctor to Codex is a spawn, too.
      phases: { init: [[{ begin: true }, { say: USAGE }, { exit: 1 }]] },
    });
    const env = { SAMOCODE_KEEP_5H: '20', SAMOCODE_KEEP_WEEK: '30' };
    const claude = fakeCli(scene, 'claude', '2.1.330', LOGGED_IN);
    const before = await examine(scene, { CLAUDE_PATH: claude });
    expect(before.find('quota')).toBeUndefined();
    const unknown = await examine(scene, { CLAUDE_PATH: claude, ...env });
    expect(unknown).toMatchObject({ code: 0 });
    expect(unknown.find('quota')).toMatchObject({ level: 'warn' });
    expect(unknown.find('quota')?.text).toContain('SAMOCODE_KEEP_5H=20 and SAMOCODE_KEEP_WEEK=30');
    await scene.startRun(['--max-outage', '0'], { env: { SAMOCODE_MAX_RETRIES: '1' } }).ended;
    const known = await examine(scene, { CLAUDE_PATH: claude });
    expect(known.find('quota')).toMatchObject({ level: 'ok' });
    expect(known.find('quota')?.text).toContain('5-hour window 81% used, until ');
  });

  test('asks codex for the usage of the account only where a quota guard is set', async () => {
    await using scene = openScene();
    const path = join(scene.root, 'codex');
    const answer = JSON.stringify({
      id: 2,
      result: { rateLimits: { primary: { usedPercent: 81, resetsAt: RESET }, secondary: null } },
    });
    writeFileSync(
      path,
      `#!/bin/sh\ncase "$1" in app-server) echo '${answer}'; exec sleep 60;; login) echo 'Logged in';; *) echo 1.0;; esac\n`,
    );
    chmodSync(path, 0o755);
    const env = { CODEX_PATH: path, SAMOCODE_PROVIDER: 'codex' };
    expect((await examine(scene, env)).find('quota')).toBeUndefined();
    const guarded = await examine(scene, { ...env, SAMOCODE_KEEP_5H: '20' });
    expect(guarded.find('quota')).toMatchObject({ level: 'ok' });
    expect(guarded.find('quota')?.text).toContain('no iteration starts before that reset');
  });

  test('asks Telegram for the chat, and never shows the token', async () => {
    await using scene = openScene();
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"ok":false,"description":"Bad Request: chat not found 12345:secretsecret"}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const claude = fakeCli(scene, 'claude', '2.1.330', LOGGED_IN);
    const said = await examine(scene, {
      CLAUDE_PATH: claude,
      TELEGRAM_BOT_TOKEN: '12345:secretsecret',
      TELEGRAM_CHAT_ID: '1',
      TELEGRAM_API_URL: `http://127.0.0.1:${port}`,
    });
    server.close();
    expect(asked).toEqual(['/bot12345:secretsecret/getChat']);
    expect(said.find('telegram')).toMatchObject({ level: 'warn' });
    expect(said.find('telegram')?.text).toContain('chat not found');
    expect(JSON.stringify(said.find('telegram'))).not.toContain('secretsecret');
  });
});

describe('samocode doctor --verify', () => {
  const verified = async (scene: Scene, args: readonly string[] = [], env = {}) => {
    const all = ['doctor', '--config', scene.config, '--verify', '--json', ...args];
    const { stdout } = await scene.exec(all, { env });
    const { findings } = JSON.parse(stdout) as { findings: Readonly<Record<string, string>>[] };
    return findings.filter(({ about }) => about === 'verify');
  };
  const setVerify = (scene: Scene, command: string): void => {
    appendFileSync(scene.config, `VERIFY='${command}'\n`);
  };

  test('runs VERIFY in MAIN_REPO, and prints its exit code and an excerpt', async () => {
    await using scene = openScene();
    expect((await verified(scene))[0]?.['text']).toBe('VERIFY is not set');
    setVerify(scene, 'pwd; seq 1000; echo Error: broken >&2; exit 3');
    const [red] = await verified(scene);
    expect(red).toMatchObject({ level: 'warn' });
    const [head = '', first, ...output] = red?.['text']?.split('\n') ?? [];
    expect(head).toContain(`VERIFY fails in ${scene.repo} (`);
    expect(head).toMatch(/exit 3\)$/);
    expect(first).toBe(scene.repo);
    expect(output.join('\n')).toMatch(/left out[^]*1000\nError: broken$/);
    writeFileSync(scene.config, readFileSync(scene.config, 'utf8').replace('exit 3', 'exit 0'));
    expect(await verified(scene)).toMatchObject([{ level: 'ok' }]);
  });

  test('ends it at VERIFY_TIMEOUT, with all that it started', async () => {
    await using scene = openScene();
    setVerify(scene, 'sleep 100 & echo $! > ../pid; wait');
    appendFileSync(scene.config, 'VERIFY_TIMEOUT=1\n');
    expect((await verified(scene))[0]?.['text']).toContain('timeout)');
    expect(lives(Number(readFileSync(join(scene.root, 'pid'), 'utf8')))).toBe(false);
  });

  test('runs it in the worktree of a session, but not while a run works there', async () => {
    await using scene = openScene({
      phases: {
        init: [turn({ status: 'blocked', reason: 'x' }, { touch: 'began' }, { wait: 'go' })],
      },
    });
    const running = scene.startRun();
    await appears(join(scene.agent, 'began'));
    setVerify(scene, 'env');
    const [held] = await verified(scene, ['--session', SESSION]);
    expect(held?.['text']).toContain('VERIFY was not run: another run holds this session');
    writeFileSync(join(scene.agent, 'go'), '');
    await running.ended;
    const worktree = join(scene.worktrees, basename(scene.folder()));
    setVerify(scene, 'pwd; env; exit 1');
    const [red] = await verified(scene, ['--session', SESSION]);
    expect(red?.['text']).toContain(`VERIFY fails in ${worktree}`);
    expect(red?.['text']).toContain(`SAMOCODE_WORKTREE=${worktree}`);
  });

  test('does not run a command of a tracked .samocode that the person has not accepted', async () => {
    await using scene = openScene();
    const config = join(scene.repo, '.samocode');
    const text = readFileSync(scene.config, 'utf8')
      .replace('=repo', '=.')
      .replace(/=(w|s)/g, '=../$1');
    writeFileSync(config, `${text}VERIFY='touch ran'\n`);
    git(scene.repo, 'add', '.samocode');
    git(scene.repo, 'commit', '-q', '-m', 'Settings');
    const [finding] = await verified(scene, ['--config', config]);
    expect(finding?.['text']).toContain('you have not accepted its commands');
    expect(finding?.['cure']).toBe(`samocode trust --config ${config}`);
    expect(existsSync(join(scene.repo, 'ran'))).toBe(false);
  });
});
