import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/assets.ts';

/** Runs check-words.js on a folder with these files. */
function check(files: Readonly<Record<string, string>>): { code: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'words-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const script = join(ROOT, 'scripts/check-words.js');
  const { status, stdout } = spawnSync(process.execPath, [script, '--list', folder], {
    encoding: 'utf8',
  });
  return { code: status, lines: stdout.trim().split('\n') };
}

test('check-words.js finds odd English in a document, a comment and a string, with better words', () => {
  const { code, lines } = check({
    'docs/a.md': 'Fine.\n\nWhoever holds it\nmends what is lost.\n',
    'src/a.ts':
      "const quote = /['`]/;\n/** One\n * that stands in the file. */\nexport const a = 'nobody is there to ask';\n",
  });
  expect(code).toBe(1);
  expect(lines).toContain('docs/a.md:3: Whoever -> "the process that …", "the person who …"');
  expect(lines).toContain('docs/a.md:4: mends -> "fix", "repair"');
  expect(lines).toContain('src/a.ts:3: stands -> "is", "has", "contains"');
  expect(lines).toContainEqual(expect.stringMatching(/^src\/a\.ts:4: nobody -> /));
});

test('check-words.js accepts plain English, and code with an odd name', () => {
  const { code, lines } = check({
    'README.md':
      'A run prints `cure`.\n\n```sh\necho nobody\n```\n\nThe standard output stands-by.\n',
    'src/a.ts':
      "// Returns the `cure` of a finding.\nexport const a = 'stdin is not a terminal';\n",
  });
  expect(lines.filter((line) => line.includes(' -> '))).toEqual([]);
  expect(code).toBe(0);
});
