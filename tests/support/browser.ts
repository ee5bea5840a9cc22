import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Duplex } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chromium is; throws and says how to get it. */
function findChromium(): string {
  const given = process.env['CHROMIUM_PATH'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = [
    ...(given === undefined ? [] : [given]),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find((path) => isExecutable(path));
  if (found !== undefined) return found;
  throw new Error(
    'no Chromium found: apt-get install -y chromium (or set CHROMIUM_PATH to an executable)',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One message of the DevTools protocol; what it holds depends on the method. */
interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

/** What a page did while it was opened. */
export interface Page {
  /** Console messages, exceptions and log entries such as a breach of the policy. */
  readonly complaints: readonly string[];
  /** Every URL it asked for, its own among them. */
  readonly requests: readonly string[];
  /** The value of an expression, as JSON can hold it. */
  evaluate(expression: string): Promise<unknown>;
  /** The page as PNG, down to so many pixels. */
  screenshot(height?: number): Promise<Buffer>;
}

export interface Browser extends AsyncDisposable {
  open(url: string, view: View): Promise<Page>;
}

/** A real Chromium without a window, spoken to through a pipe, with a profile of its own. */
export function openBrowser(): Browser {
  const profile = mkdtempSync(join(tmpdir(), 'samocode-browser-'));
  const child = spawn(findChromium(), [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wire = openWire(child);
  return {
    open: (url, view) => openPage(wire, url, view),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((done) => child.once('exit', done));
      if (child.exitCode === null) {
        await wire.send('Browser.close').catch(() => child.kill('SIGKILL'));
        await ended;
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

const FLAGS = [
  '--headless=new',
  '--remote-debugging-pipe',
  // CI runs as root, where Chromium's sandbox does not; the page is ours and runs nothing.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--hide-scrollbars',
];

type Send = (
  method: string,
  params?: Record<string, unknown>,
  sessionId?: string,
) => Promise<Record<string, unknown>>;

interface Wire {
  readonly send: Send;
  readonly listen: (hear: (message: Message) => void) => void;
}

/** Messages of JSON, each ended by a NUL: `--remote-debugging-pipe` reads fd 3 and writes fd 4. */
function openWire(child: ChildProcess): Wire {
  const [input, output] = [child.stdio[3] as Duplex, child.stdio[4] as Duplex];
  const waiting = new Map<number, (message: Message) => void>();
  const listeners: ((message: Message) => void)[] = [];
  let [last, rest] = [0, ''];
  let end: Error | undefined;
  child.once('exit', (code) => {
    end = new Error(`Chromium ended with ${String(code)}`);
    for (const answer of waiting.values()) answer({ error: { message: end.message } });
  });
  input.on('error', () => undefined);
  output.on('error', () => undefined);
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const one of messages) {
      const message = JSON.parse(one) as Message;
      if (message.id === undefined) for (const hear of listeners) hear(message);
      else waiting.get(message.id)?.(message);
    }
  });
  const send: Send = (method, params = {}, sessionId) =>
    new Promise((done, fail) => {
      if (end !== undefined) {
        fail(end);
        return;
      }
      last += 1;
      waiting.set(last, ({ result, error }) => {
        if (error === undefined) done(result ?? {});
        else fail(new Error(`${method}: ${error.message}`));
      });
      input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  return { send, listen: (hear) => listeners.push(hear) };
}

async function openPage(wire: Wire, url: string, view: View): Promise<Page> {
  const { targetId } = await wire.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await wire.send('Target.attachToTarget', { targetId, flatten: true });
  const send: Send = (method, params) => wire.send(method, params, String(sessionId));
  const complaints: string[] = [];
  const requests: string[] = [];
  let loaded = (): void => undefined;
  const isLoaded = new Promise<void>((done) => (loaded = done));
  wire.listen(({ method, params, sessionId: of }) => {
    if (of !== sessionId) return;
    if (method === 'Page.loadEventFired') loaded();
    if (method === 'Network.requestWillBeSent') requests.push(urlOf(params));
    if (COMPLAINTS.has(method ?? ''))
      complaints.push(`${String(method)} ${JSON.stringify(params)}`);
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Audits'])
    await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', {
    width: view.width,
    height: view.height,
    deviceScaleFactor: 1,
    mobile: view.width < 600,
  });
  const features = [{ name: 'prefers-color-scheme', value: view.scheme }];
  await send('Emulation.setEmulatedMedia', { features });
  await send('Page.navigate', { url });
  await isLoaded;
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { readonly value?: unknown }).value;
  };
  return {
    complaints,
    requests,
    evaluate,
    async screenshot(height) {
      const clip =
        height === undefined ? {} : { clip: { x: 0, y: 0, width: view.width, height, scale: 1 } };
      const { data } = await send('Page.captureScreenshot', {
        captureBeyondViewport: true,
        ...clip,
      });
      return Buffer.from(String(data), 'base64');
    },
  };
}

const COMPLAINTS = new Set([
  'Runtime.consoleAPICalled',
  'Runtime.exceptionThrown',
  'Log.entryAdded',
  'Audits.issueAdded',
]);

function urlOf(params: Record<string, unknown> | undefined): string {
  return String((params?.['request'] as { readonly url?: unknown } | undefined)?.url);
}
