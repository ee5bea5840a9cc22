import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock.ts';
import { openBotState } from '../../../../src/adapters/notify/telegram/bot-state.ts';
import type { TelegramOptions } from '../../../../src/adapters/notify/telegram/client.ts';
import { telegramNotifier } from '../../../../src/adapters/notify/telegram/telegram.ts';
import { type Notice } from '../../../../src/app/ports/notifier.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { BOT_TOKEN, startBotApi } from '../../../support/bot-api.ts';
import { DIRECT } from '../../../support/network.ts';

const TOKEN = '123456:AAE-secret_part_of_it';

interface Received {
  readonly path: string;
  readonly body: {
    readonly chat_id: string;
    readonly text: string;
    readonly parse_mode?: string;
  };
}

/** Answers the n-th request; the last one answers all that follow. */
type Answer = (response: ServerResponse, received: Received, request: IncomingMessage) => void;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server which speaks as much of the Bot API as is asked of it here. */
async function botApi(...answers: Answer[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Received['body'];
      const one = { path: request.url ?? '', body };
      received.push(one);
      answers[Math.min(received.length, answers.length) - 1]?.(response, one, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const json =
  (status: number, value: unknown) =>
  (response: ServerResponse): ServerResponse =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
const ok = json(200, { ok: true, result: { message_id: 1 } });
const tooMany = (seconds: number) =>
  json(429, {
    ok: false,
    error_code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  });
const badMarkup = json(400, {
  ok: false,
  error_code: 400,
  description: "Bad Request: can't parse entities: unsupported start tag",
});

const notice: Notice = {
  kind: 'waiting',
  session: '26-11-22-task',
  phase: 'requirements',
  iteration: 7,
  text: 'Three questions are open.',
};

const OPTIONS: TelegramOptions = {
  token: TOKEN,
  chatId: '42',
  chat: { current: () => '42', movedTo: () => undefined },
  apiUrl: '',
  topic: undefined,
  onLostTopic: () => undefined,
  userAgent: 'test',
  clock: systemClock,
  network: DIRECT,
  stops: NEVER,
};

/** For `startBotApi`. */
const SCENE = { token: BOT_TOKEN };

function notifier(url: string, more: Partial<TelegramOptions> = {}) {
  return telegramNotifier({ ...OPTIONS, apiUrl: url, ...more }, undefined, () => undefined);
}

/** What the API would count and refuse: only known tags and escapes, and the text without them. */
function asParsed(html: string): string {
  expect(html.replace(/<a href="[^"<>]*">\u200c<\/a>|<b>|<\/b>/g, '')).not.toMatch(
    /[<>"]|&(?!(amp|lt|gt|quot);)/,
  );
  return html
    .replace(/<\/?b>|<a href="[^"]*">\u200c<\/a>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

describe('telegram notifier', () => {
  test('posts a notice with the session, its state and the event', async () => {
    const api = await botApi(ok);
    expect(await notifier(`${api.url}/`).tell(notice)).toBeUndefined();
    expect(api.received).toHaveLength(1);
    expect(api.received[0]).toMatchObject({
      path: `/bot${TOKEN}/sendMessage`,
      body: { chat_id: '42', parse_mode: 'HTML' },
    });
    const text = asParsed(api.received[0]!.body.text);
    for (const part of ['26-11-22-task', 'requirements', 'iteration 7', notice.text])
      expect(text).toContain(part);
  });

  test.each([
    ['markup', '<b>&"</b><script> &lt; &#0; &bogus;'.repeat(3)],
    ['more escapes than fit', '<&>"'.repeat(3000)],
    ['10 kB of emoji', `x${'😀'.repeat(2500)}`],
    ['10 kB of emoji at the other parity', '😀'.repeat(2501)],
    ['controls and invisible characters', '\x00\x1b[31mred\x1b[0m\x07\u202e\u200b\x9b1m\ud83d'],
    ['nothing', ''],
  ])('sends %s in a form that the API takes', async (_, text) => {
    const api = await botApi(ok);
    const session = text.slice(0, 500);
    expect(
      await notifier(api.url).tell({ ...notice, session, phase: session, text }),
    ).toBeUndefined();
    const parsed = asParsed(api.received[0]!.body.text);
    expect(parsed.length).toBeLessThanOrEqual(4096);
    if (text.length > 4096) expect(parsed.length).toBeGreaterThan(4090);
    expect(parsed).not.toMatch(/\p{Surrogate}|(?!\n)\p{Cc}/u);
  });

  test('falls back to plain text when the markup is refused', async () => {
    const api = await botApi(badMarkup, ok);
    expect(await notifier(api.url).tell({ ...notice, text: 'a <b> & c' })).toBeUndefined();
    expect(api.received).toHaveLength(2);
    expect(api.received[1]!.body.parse_mode).toBeUndefined();
    expect(api.received[1]!.body.text).toContain('a <b> & c');
  });

  test('says why when the plain text is refused as well', async () => {
    const api = await botApi(json(400, { ok: false, description: 'Bad Request: chat not found' }));
    expect((await notifier(api.url).tell(notice))?.reason).toContain('chat not found');
    expect(api.received).toHaveLength(2);
  });

  test('does not retry a refused token', async () => {
    const api = await botApi(json(401, { ok: false, description: 'Unauthorized' }));
    expect((await notifier(api.url).tell(notice))?.reason).toBe('Telegram: HTTP 401: Unauthorized');
    expect(api.received).toHaveLength(1);
  });

  test('waits as long as a 429 asks, then tells', async () => {
    const api = await botApi(tooMany(1), ok);
    const started = performance.now();
    expect(await notifier(api.url).tell(notice)).toBeUndefined();
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(api.received).toHaveLength(2);
  });

  test('gives up at once when a 429 asks for more than the limit', async () => {
    const api = await botApi(tooMany(3600), ok);
    expect((await notifier(api.url).tell(notice))?.reason).toContain('wait 3600 s');
    expect(api.received).toHaveLength(1);
  });

  test('stops waiting for a 429 when the run is stopped', async () => {
    const stop = new AbortController();
    const api = await botApi((response) => {
      tooMany(20)(response);
      response.once('close', () => {
        stop.abort();
      });
    }, ok);
    const started = performance.now();
    const stops = { ...NEVER, stop: stop.signal };
    expect(await notifier(api.url, { stops }).tell(notice)).toMatchObject({ unsure: false });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(api.received).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['nothing', () => undefined],
    ['headers and then nothing', (response) => response.writeHead(200).write('{"ok":')],
  ])('ends in its limit when the server answers with %s', async (_, answer) => {
    const api = await botApi(answer);
    const started = performance.now();
    const failure = await notifier(api.url).tell(notice);
    expect(failure).toMatchObject({ reason: 'Telegram: no answer within 5000 ms', unsure: true });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(api.received).toHaveLength(1);
  });

  test('retries a broken connection once', async () => {
    const api = await botApi((response) => response.destroy(), ok);
    expect(await notifier(api.url).tell(notice)).toBeUndefined();
    expect(api.received).toHaveLength(2);
  });

  test('retries a refused connection once, then reports it', async () => {
    const api = await botApi(ok);
    await Promise.all(closers.splice(0).map((close) => close()));
    const pauses: number[] = [];
    const clock = {
      monotonicMs: () => performance.now(),
      sleep: (ms: number) => Promise.resolve(void pauses.push(ms)),
    };
    expect((await notifier(api.url, { clock }).tell(notice))?.reason).toContain('ECONNREFUSED');
    expect(pauses).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['no JSON', (response) => response.end('<html>captive portal</html>')],
    ['other JSON', json(200, [1, 2])],
    ['a flood', (response) => response.end('x'.repeat(1_000_000))],
    ['nothing at all', (response) => response.writeHead(204).end()],
    ['a redirect', (response) => response.writeHead(302, { location: '/' }).end()],
  ])('takes %s for a failure', async (_, answer) => {
    const api = await botApi(answer);
    expect((await notifier(api.url).tell(notice))?.reason).toContain("not the Bot API's");
  });

  test('retries a gateway error once', async () => {
    const api = await botApi((response) => response.writeHead(502).end('bad gateway'), ok);
    expect(await notifier(api.url).tell(notice)).toBeUndefined();
    expect(api.received).toHaveLength(2);
  });

  test.each(['nonsense', 'http://', 'ftp://127.0.0.1/', 'http://127.0.0.1:1'])(
    'answers with a reason, without the token, for the address %j',
    async (apiUrl) => {
      const clock = { monotonicMs: () => 0, sleep: () => Promise.resolve() };
      const reason = (await notifier(apiUrl, { clock }).tell(notice))?.reason;
      expect(reason).toBeTruthy();
      expect(reason).not.toContain('secret_part');
    },
  );

  test.each([TOKEN, 'token with spaces\n/../?#%', '\ud800half', 'tok\u200ben'])(
    'never shows the token %j, however the API spells it',
    async (token) => {
      const echo: Answer = (response, received) => {
        json(404, {
          ok: false,
          description: `${'x'.repeat(200)} ${token} ${received.path} ${token.split('').join('\u200b')}`,
        })(response);
      };
      const api = await botApi(echo);
      const reason = (await notifier(api.url, { token }).tell(notice))?.reason;
      expect(reason).toContain('404');
      expect(reason).not.toContain(token);
      expect(reason).not.toContain(encodeURIComponent(token.replace(/\p{Surrogate}/gu, '\ufffd')));
      expect(reason).not.toMatch(/secret_part|AAE-/);
    },
  );

  test('goes through the proxy it is given', async () => {
    const connects: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      connects.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => proxy.close(resolve)));
    const { port } = proxy.address() as AddressInfo;
    const settings = { httpsProxy: `http://me:proxy-password@127.0.0.1:${port}` };
    const clock = { monotonicMs: () => performance.now(), sleep: () => Promise.resolve() };
    const through = notifier('https://bot.invalid', {
      network: { ...DIRECT, proxy: settings },
      clock,
    });
    const reason = (await through.tell(notice))?.reason;
    expect(reason).toBeTruthy();
    expect(reason).not.toContain('proxy-password');
    expect(connects).toEqual(['bot.invalid:443', 'bot.invalid:443']);
  });

  test('connects without the proxy to a host of NO_PROXY', async () => {
    const api = await botApi(ok);
    const proxy = { httpProxy: 'http://127.0.0.1:1', noProxy: '127.0.0.1' };
    const network = { ...DIRECT, proxy };
    expect(await notifier(api.url, { network }).tell(notice)).toBeUndefined();
  });
});

describe('a notice with questions', () => {
  const session = '0'.repeat(16);
  const reference = { kind: 'answers', session, round: '0'.repeat(8) } as const;
  const question = (number: number, text: string) => ({
    name: `Q${number}`,
    text: `Q${number}: ${text}`,
    buttons: [{ text: 'a) one', token: { kind: 'log', session } as const }],
  });
  /** Too long for two of them in one message. */
  const long = (number: number) => question(number, 'Which? '.repeat(250));
  const asking = { ...notice, reference, questions: [1, 2, 3].map(long) };
  const refused = json(400, { ok: false, description: 'Bad Request: BUTTON_DATA_INVALID' });
  const asked = ({ received }: { readonly received: readonly Received[] }) =>
    received.map(({ body }) => body.text.match(/Q\d(?=: W)/g)?.join(' '));

  test('is one message with a button for each option of each question', async () => {
    const api = await botApi(ok);
    const questions = [question(1, 'Which?'), question(2, 'When?')];
    expect(await notifier(api.url).tell({ ...asking, questions })).toBeUndefined();
    expect(api.received).toHaveLength(1);
    const [{ body }] = api.received as [Received & { body: { reply_markup?: object } }];
    expect(asked(api)).toEqual(['Q1 Q2']);
    expect(asParsed(body.text)).toMatch(/Three questions are open[\s\S]*Q2: …$/);
    expect(body.reply_markup).toMatchObject({
      inline_keyboard: [[{ text: 'Q1 a) one' }], [{ text: 'Q2 a) one' }]],
    });
  });

  test('shows no id of ours', async () => {
    const api = await botApi(ok);
    await notifier(api.url).tell({ ...asking, questions: [] });
    const seen = asParsed(api.received[0]!.body.text);
    expect(seen).not.toMatch(/ref |0{8}/);
    expect(api.received[0]!.body.text).toContain(`#samocode#Q.${session}.00000000`);
  });

  test('needs as few messages as its questions fit into', async () => {
    const api = await botApi(ok);
    expect(await notifier(api.url).tell(asking)).toBeUndefined();
    expect(asked(api)).toEqual(['Q1', 'Q2', 'Q3']);
    const whole = { ...asking, questions: [question(1, 'x'.repeat(9000)), question(2, 'When?')] };
    await notifier(api.url).tell(whole);
    for (const { body } of api.received)
      expect(asParsed(body.text).length).toBeLessThanOrEqual(4096);
    expect(asParsed(api.received.at(-1)!.body.text)).toContain('Q2: When?');
  });

  test('stops at a network failure, and continues there', async () => {
    const api = await botApi(ok, json(401, { ok: false }), ok);
    const failure = await notifier(api.url).tell(asking);
    expect(failure?.reason).toContain('401');
    expect(asked(api)).toEqual(['Q1', 'Q2']);
    // Somebody has answered the first by then.
    const later = { ...asking, questions: [2, 3].map(long) };
    expect(await notifier(api.url).tell(later, failure?.shown)).toBeUndefined();
    expect(asked(api)).toEqual(['Q1', 'Q2', 'Q2', 'Q3']);
  });

  test('skips a message that is refused for its content, and does not retry it', async () => {
    const api = await botApi(ok, refused, refused, ok);
    const failure = await notifier(api.url).tell(asking);
    expect(failure?.reason).toContain('BUTTON_DATA_INVALID');
    expect(asked(api)).toEqual(['Q1', 'Q2', 'Q2', 'Q3']);
    expect(await notifier(api.url).tell(asking, failure?.shown)).toBeUndefined();
    expect(api.received).toHaveLength(4);
  });
});

describe('a notice with a file', () => {
  const files = [{ name: '01-02-03:04-plan-x.md', text: '# Plän\n- [ ] one\n' }];
  const planned = { ...notice, files };

  test('is followed by the file, without a sound', async () => {
    const api = await startBotApi();
    expect(await notifier(api.url, SCENE).tell(planned)).toBeUndefined();
    expect(api.files).toEqual([
      { name: '01-02-03-04-plan-x.md', text: files[0]!.text, topic: undefined },
    ]);
    expect(api.requests.map(({ method }) => method)).toEqual(['sendMessage', 'sendDocument']);
    expect(api.requests[1]!.body).toMatchObject({ disable_notification: 'true' });
  });

  test('is not sent again for a file that failed', async () => {
    const api = await startBotApi();
    api.fault = ({ method }, response) => {
      if (method !== 'sendDocument') return false;
      json(401, { ok: false })(response);
      return true;
    };
    const failure = await notifier(api.url, SCENE).tell(planned);
    expect(failure?.reason).toContain('401');
    api.fault = undefined;
    expect(await notifier(api.url, SCENE).tell(planned, failure?.shown)).toBeUndefined();
    expect([api.shown.length, api.files.length]).toEqual([1, 1]);
  });

  test('waits as long as a 429 asks before the file', async () => {
    const api = await startBotApi();
    let refusals = 1;
    api.fault = ({ method }, response) => {
      if (method !== 'sendDocument' || refusals-- === 0) return false;
      tooMany(1)(response);
      return true;
    };
    expect(await notifier(api.url, SCENE).tell(planned)).toBeUndefined();
    expect(api.files).toHaveLength(1);
  });

  test('cuts a file that is too long to be sent, and says so', async () => {
    const api = await startBotApi();
    const endless = { ...notice, files: [{ name: 'x.md', text: 'x'.repeat(2_000_000) }] };
    expect(await notifier(api.url, SCENE).tell(endless)).toBeUndefined();
    expect(api.files[0]!.text).toHaveLength(500_000);
    expect(api.requests.at(-1)!.body['caption']).toContain('Only the beginning');
  });
});

describe('a notice in a topic', () => {
  test('goes there, with its file', async () => {
    const api = await startBotApi();
    api.becomeForum(77);
    const planned = { ...notice, files: [{ name: 'x.md', text: 'x' }] };
    expect(await notifier(api.url, { ...SCENE, topic: 77 }).tell(planned)).toBeUndefined();
    expect([api.shown[0]!.topic, api.files[0]!.topic]).toEqual([77, 77]);
  });

  test('goes to the chat itself when the topic is gone, and says why', async () => {
    const api = await startBotApi();
    api.becomeForum(77);
    api.loseTopic(77);
    const lost: string[] = [];
    const onLostTopic = (topic: number, reason: string): void => {
      lost.push(`${topic} ${reason}`);
    };
    const options = { ...SCENE, topic: 77, onLostTopic };
    expect(await notifier(api.url, options).tell(notice)).toBeUndefined();
    expect(api.shown).toHaveLength(1);
    expect(api.shown[0]!.topic).toBeUndefined();
    expect(api.shown[0]!.text).toMatch(/Three questions are open[\s\S]*TELEGRAM_THREAD_ID/);
    expect(lost).toEqual(['77 HTTP 400: Bad Request: message thread not found']);
  });

  test('names no id of the general topic, for the API takes none', async () => {
    const api = await startBotApi();
    expect(await notifier(api.url, { ...SCENE, topic: 1 }).tell(notice)).toBeUndefined();
    expect(api.shown[0]!.text).not.toContain('TELEGRAM_THREAD_ID');
  });
});

test('a notice that did not arrive may be sent again within the hour', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'samocode-telegram-'));
  closers.push(() => rm(folder, { recursive: true }));
  const bot = openBotState(folder, TOKEN);
  const api = await botApi(json(401, { ok: false }), ok);
  const telling = telegramNotifier({ ...OPTIONS, apiUrl: api.url }, bot, () => undefined);
  const done = { ...notice, kind: 'done' } as const;
  expect(await telling.tell(done)).toBeDefined();
  expect(await telling.tell(done)).toBeUndefined();
  expect(await telling.tell(done)).toBeUndefined();
  expect(api.received).toHaveLength(2);
});

test('tells from a bundle as well, and lets the program end', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'samocode-telegram-'));
  closers.push(() => rm(dir, { recursive: true }));
  await build({
    entryPoints: { tell: path.join(import.meta.dirname, '../../../fixtures/bin/console-tell.ts') },
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
    banner: {
      js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
    },
  });
  const api = await botApi(ok);
  const args = [path.join(dir, 'tell.mjs'), api.url, 'said by a bundle'];
  expect((await promisify(execFile)(process.execPath, args)).stdout).toBe('told\n');
  expect(api.received[0]!.body.text).toContain('said by a bundle');
});
