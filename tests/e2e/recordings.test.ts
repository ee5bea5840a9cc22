import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene, ROOT } from '../support/program.ts';

const COLUMNS = 100;

/** The lines on iterations, whatever the time. Those that fill the terminal go on in the next line. */
function iterationsIn(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.length < COLUMNS);
  return lines.filter((line) => /^[\d:]{8} iteration/.test(line)).map(shapeOf);
}

function shapeOf(line: string): string {
  return line.replaceAll(/\d+/g, '0');
}

test('docs/recordings.md shows what a run with the stand-in says (scripts/recordings.js writes it)', async () => {
  await using scene = openScene();
  const { code, stdout } = await scene.exec(['demo'], { env: { CLAUDE_PATH: undefined } });
  expect(code).toBe(0);
  const [wide = ''] = readFileSync(join(ROOT, 'docs/recordings.md'), 'utf8').split('## 40 columns');
  const said = new Set(iterationsIn(stdout));
  expect(said.size).toBeGreaterThan(8);
  expect(iterationsIn(wide).length).toBeGreaterThan(8);
  expect(iterationsIn(wide).filter((line) => !said.has(line))).toEqual([]);
});
