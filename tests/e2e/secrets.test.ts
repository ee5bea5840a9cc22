import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, openScene, type Scene } from '../support/program.ts';
import { goTo, QUESTIONS, type Script, type Turn, turn, WHOLE } from '../support/program-agent.ts';

const TOKEN = '4711:telegram-secret-token';
const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

/** All text below a folder. */
function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** The arguments of every process on the machine. */
function allArguments(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return ''; // It went meanwhile.
      }
    })
    .join('\n');
}

interface Chat extends AsyncDisposable {
  readonly texts: string[];
  /** Of each of them, whether it comes without a sound. */
  readonly silent: boolean[];
  readonly url: string;
}

/** A Bot API server on loopback. */
async function openChat(status = 200): Promise<Chat> {
  const texts: string[] = [];
  const silent: boolean[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (more: Buffer) => (body += more.toString()));
    request.on('end', () => {
      if (request.url === `/bot${TOKEN}/sendMessage`) {
        const message = JSON.parse(body) as { text: string; disable_notification?: boolean };
        texts.push(message.text);
        silent.push(message.disable_notification === true);
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: status === 200, result: {}, description: `no ${TOKEN}` }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    texts,
    silent,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A session that tells this chat. */
function telling(chat: Chat, script: Script): Scene {
  const scene = openScene(script);
  const settings = [
    `TELEGRAM_BOT_TOKEN=${TOKEN}`,
    'TELEGRAM_CHAT_ID=42',
    `TELEGRAM_API_URL=${chat.url}`,
  ];
  writeFileSync(join(scene.root, '.env'), `${settings.join('\n')}\n`);
  return scene;
}

test('no TELEGRAM variable reaches the agent, and the token is in no file and no output', async () => {
  await using chat = await openChat();
  await using scene = openScene({ phases: { investigation: [BLOCKED] } });
  scene.begin('investigation');
  const env = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_CHAT_ID: '42', TELEGRAM_API_URL: chat.url };
  const ended = await scene.startRun(['-v'], { env }).ended;
  expect(ended.code).toBe(4);
  expect(chat.texts).toHaveLength(1);
  const child = scene.spawns()[0]?.env ?? {};
  expect(Object.keys(child).filter((name) => name.startsWith('TELEGRAM_'))).toEqual([]);
  expect(JSON.stringify(child)).not.toContain(TOKEN);
  for (const text of [
    ended.stdout,
    ended.stderr,
    everything(scene.sessions),
    everything(scene.home),
  ]) {
    expect(text).not.toContain(TOKEN);
  }
});

test('credentials in .env reach the agent, and no samocode file', async () => {
  await using scene = openScene({ phases: { investigation: [BLOCKED] } });
  scene.begin('investigation');
  writeFileSync(join(scene.root, '.env'), 'ANTHROPIC_API_KEY=sk-very-secret\nUNKNOWN_THING=x\n');
  await scene.run('-v');
  const child = scene.spawns()[0]?.env ?? {};
  expect(child['ANTHROPIC_API_KEY']).toBe('sk-very-secret');
  expect(child).not.toHaveProperty('UNKNOWN_THING');
  expect(everything(scene.sessions) + everything(scene.home)).not.toContain('sk-very-secret');
});

test.each(['claude', 'codex'])(
  'no prompt text and no token in any argument, with %s',
  async (provider) => {
    await using chat = await openChat();
    await using scene = telling(chat, {
      phases: {
        init: [
          [{ begin: true }, { touch: 'busy' }, { wait: 'go' }, ...turn({ status: 'blocked' })],
        ],
      },
    });
    const task = join(scene.root, 'task.md');
    writeFileSync(task, 'Build the zanzibar-quokka machine');
    const running = scene.startRun(['--provider', provider, '--task-file', task]);
    await appears(join(scene.agent, 'busy'));
    const seen = allArguments();
    writeFileSync(join(scene.agent, 'go'), '');
    await running.ended;
    expect(scene.prompt(1)).toContain('zanzibar-quokka');
    expect(seen).toContain(scene.config);
    for (const secret of ['zanzibar-quokka', TOKEN, '# Session Context'])
      expect(seen).not.toContain(secret);
  },
);

describe('Telegram', () => {
  const OVERLOADED: Turn = [
    { begin: true },
    { bad: { status: 529, error: 'overloaded_error', text: 'Overloaded' } },
    { exit: 1 },
  ];
  const limited: Turn = [
    { begin: true },
    { limit: Math.floor(Date.now() / 1000) + 3600 },
    { bad: { status: 429, error: 'rate_limit', text: "You've hit your limit" } },
    { exit: 1 },
  ];
  const cases: [string, Turn, number, RegExp][] = [
    [
      'waiting',
      turn(
        { status: 'waiting', for: 'qa_answers', summary: 'which one?' },
        { write: ['_qa.md', QUESTIONS] },
      ),
      3,
      /which one\?/,
    ],
    [
      'blocked',
      turn({ status: 'blocked', reason: 'a < b & <b>c' }),
      4,
      /a &lt; b &amp; &lt;b&gt;c/,
    ],
    ['error', OVERLOADED, 5, /Overloaded|overloaded/],
    ['limit', limited, 75, /limit/],
  ];
  test.each(cases)(
    'tells %s once, however often a run looks again',
    async (_, agent, code, words) => {
      await using chat = await openChat();
      await using scene = telling(chat, { phases: { requirements: [agent] } });
      scene.begin('requirements');
      for (let tick = 0; tick < 3; tick += 1)
        expect((await scene.run('--max-wait', '0', '--max-outage', '0')).code).toBe(code);
      expect(chat.texts).toHaveLength(1);
      expect(chat.texts[0]).toMatch(words);
      expect(chat.texts[0]).toContain('it');
    },
  );

  test('tells complete once, and in between, without a sound, the gates that nobody looked at', async () => {
    await using chat = await openChat();
    await using scene = telling(chat, WHOLE);
    expect((await scene.run('--gates', 'auto')).code).toBe(0);
    expect((await scene.run()).code).toBe(0);
    expect(chat.texts).toEqual([
      expect.stringContaining('The answers gate was opened by --gates auto'),
      expect.stringContaining('The approval gate was opened by --gates auto'),
      expect.stringContaining('all done'),
    ]);
    expect(chat.silent).toEqual([true, true, false]);
  });

  test('tells the same state again when it comes again', async () => {
    await using chat = await openChat();
    await using scene = telling(chat, { phases: { investigation: [BLOCKED] } });
    scene.begin('investigation');
    await scene.run();
    await scene.command('resume');
    await scene.run();
    expect(chat.texts).toHaveLength(2);
  });

  test('that refuses, or is not there, stops nothing and gives no token away', async () => {
    for (const status of [401, undefined]) {
      await using chat = await openChat(status);
      await using scene = telling(chat, {
        phases: { investigation: [goTo('investigation'), BLOCKED] },
      });
      if (status === undefined) {
        const settings = [
          `TELEGRAM_BOT_TOKEN=${TOKEN}`,
          'TELEGRAM_CHAT_ID=42',
          'TELEGRAM_API_URL=http://127.0.0.1:1',
        ];
        writeFileSync(join(scene.root, '.env'), `${settings.join('\n')}\n`);
      }
      scene.begin('investigation');
      const ended = await scene.run();
      expect(ended.code).toBe(4);
      expect(ended.stdout).toContain('notice could not be sent');
      expect(ended.stdout + everything(scene.sessions)).not.toContain(TOKEN);
    }
  });
});
