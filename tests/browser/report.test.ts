import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badNight } from '../support/bad-night.ts';
import { type Browser, openBrowser, type Page, type View } from '../support/browser.ts';
import { openScene, type Scene } from '../support/program.ts';

const VIEWS: readonly View[] = [
  { width: 390, height: 844, scheme: 'light' },
  { width: 390, height: 844, scheme: 'dark' },
  { width: 1280, height: 900, scheme: 'light' },
  { width: 1280, height: 900, scheme: 'dark' },
];
/** Names a folder to keep the screenshots in, for the eye (`npm run screenshots`: docs/screenshots). */
const KEPT = process.env['REPORT_SCREENSHOTS'];
/** Pixels of a page that a screenshot keeps; the rest of it is tables. */
const KEPT_HEIGHT = 2000;

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly width: number;
}

let browser: Browser;
let scene: Scene;
const files = new Map<string, string>();

beforeAll(async () => {
  browser = openBrowser();
  scene = openScene();
  const demo = join(scene.root, 'demo');
  const played = await scene.exec(['demo', '--dir', demo], { env: { CLAUDE_PATH: undefined } });
  expect(played.code, played.stdout + played.stderr).toBe(0);
  badNight(scene);
  files.set('demo', await reportOf(join(demo, '.samocode'), 'demo'));
  files.set('night', await reportOf(scene.config, 'night'));
  const morning = openScene();
  const folder = badNight(morning, {
    said: 'Orders without items are refused now; one test is still red',
  });
  mkdirSync(join(folder, '.run', 'given'), { recursive: true });
  const task = 'The shop takes orders without items. Refuse them, and say what is missing.\n';
  writeFileSync(join(folder, '.run', 'given', 'task.md'), task);
  files.set('morning', await reportOf(morning.config, 'morning'));
  await morning[Symbol.asyncDispose]();
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});

async function reportOf(config: string, name: string): Promise<string> {
  const file = join(scene.root, `${name}.html`);
  const ended = await scene.exec(['report', '--config', config, '--html', file]);
  expect(ended.code, ended.stderr).toBe(0);
  return file;
}

async function keep(page: Page, name: string): Promise<void> {
  const png = await page.screenshot(KEPT_HEIGHT);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  if (KEPT === undefined) return;
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(join(KEPT, `${name}.png`), png);
}

const CASES = ['demo', 'night', 'morning'].flatMap((name) =>
  VIEWS.map((view) => ({ name, ...view })),
);

describe('the HTML report in a real browser', () => {
  test.each(CASES)('$name at $width px, $scheme', async ({ name, ...view }) => {
    const url = pathToFileURL(files.get(name) ?? '').href;
    const page = await browser.open(url, view);
    const bars = (await page.evaluate(
      `[...document.querySelectorAll('rect')].map((bar) => bar.getBoundingClientRect()).map(({ x, width, height, right }) => ({ x, width, height, right }))`,
    )) as readonly Record<'x' | 'width' | 'height' | 'right', number>[];
    await keep(page, `${name}-${view.width}-${view.scheme}`);

    expect(page.complaints).toEqual([]);
    expect(page.requests).toEqual([url]);
    expect(bars.length).toBeGreaterThan(8);
    for (const bar of bars) {
      expect(bar.width).toBeGreaterThan(1);
      expect(bar.height).toBeGreaterThan(5);
      expect(bar.x).toBeGreaterThanOrEqual(0);
      expect(bar.right).toBeLessThanOrEqual(view.width);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      view.width,
    );
  });

  test.each(VIEWS)(
    'has hours under its charts and every cost, at $width px, $scheme',
    async (view) => {
      const page = await browser.open(pathToFileURL(files.get('night') ?? '').href, view);
      const boxes = async (of: string): Promise<readonly Box[]> =>
        (await page.evaluate(
          `[...document.querySelectorAll('${of}')].map((one) => [one, one.getBoundingClientRect()]).map(([one, { left, right, width }]) => ({ text: one.textContent, left, right, width }))`,
        )) as readonly Box[];
      const hours = (await boxes('section.time .axis text')).filter(({ text }) =>
        text.includes(':'),
      );
      expect(hours.length).toBeGreaterThan(2);
      for (const [at, { text, left, right }] of hours.entries()) {
        expect(text).toMatch(/^\d\d:00$/);
        expect(right).toBeLessThanOrEqual(view.width);
        expect(left).toBeGreaterThan(hours[at - 1]?.right ?? 0);
      }
      for (const name of ['cost', 'tokens']) {
        const cells = await boxes(`td[data-name=${name}]`);
        expect(cells.length).toBeGreaterThan(16);
        expect(cells.every(({ width, right }) => width > 0 && right <= view.width)).toBe(true);
      }
      const [label, bar] = [await boxes('.lanes span'), await boxes('rect')];
      expect(Math.max(...label.map(({ right }) => right))).toBeLessThanOrEqual(
        Math.min(...bar.map(({ left }) => left)),
      );
    },
  );

  test('is dark where darkness is preferred, and readable in both', async () => {
    const url = pathToFileURL(files.get('demo') ?? '').href;
    const lightness = async (scheme: View['scheme']): Promise<readonly number[]> => {
      const page = await browser.open(url, { width: 390, height: 844, scheme });
      const colours = await page.evaluate(
        `['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name].match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3)`,
      );
      return colours as readonly number[];
    };
    const [lightBack = 0, lightInk = 0] = await lightness('light');
    const [darkBack = 0, darkInk = 0] = await lightness('dark');
    expect(lightBack - lightInk).toBeGreaterThan(150);
    expect(darkInk - darkBack).toBeGreaterThan(150);
  });

  test('shows what agents wrote as text: no element of theirs, no script, no picture', async () => {
    const url = pathToFileURL(files.get('night') ?? '').href;
    const page = await browser.open(url, { width: 1280, height: 900, scheme: 'light' });
    expect(
      await page.evaluate(
        `document.querySelectorAll('script,img,link,iframe,a,b,form,object,[onerror]').length`,
      ),
    ).toBe(0);
    expect(await page.evaluate('document.body.innerText')).toContain('<script>alert(1)</script>');
    // eslint-disable-next-line no-control-regex -- an escape sequence is what must not be there
    expect(readFileSync(files.get('night') ?? '', 'utf8')).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
  });

  test('a page that does what it must not is noticed', async () => {
    const file = join(scene.root, 'bad.html');
    writeFileSync(
      file,
      '<img src="http://127.0.0.1:9/x.png"><script>console.log("hello");throw new Error("no")</script>',
    );
    const page = await browser.open(pathToFileURL(file).href, VIEWS[0]!);
    expect(page.requests).toContain('http://127.0.0.1:9/x.png');
    expect(page.complaints.join()).toMatch(/hello[\s\S]*Error: no/);
  });
});
