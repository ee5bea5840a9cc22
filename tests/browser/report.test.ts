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
/** Names a folder to keep the screenshots in, for the eye. */
const KEPT = process.env['REPORT_SCREENSHOTS'];

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
  const png = await page.screenshot();
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  if (KEPT === undefined) return;
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(join(KEPT, `${name}.png`), png);
}

const CASES = ['demo', 'night'].flatMap((name) => VIEWS.map((view) => ({ name, ...view })));

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
