import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/assets.ts';

/** Words that stopped a new user in the first evening, as the program and the documents had them. */
const WORDS: readonly (string | RegExp)[] = [
  // A cost that no CLI told.
  /(?<!<)\$0\.00(?!\d)/,
  'nothing stands against',
  'no run is there',
  'the last one said',
  'your word on the plan',
  /["'`](?:, )?goes on["'`]/,
  ', goes on:',
  'did not tell, ',
  'besides, ${',
  /[Pp]rov(?:es|ing) the work/,
  /proof of work/,
  'at the bound of',
  'needs investigation',
  'How it is:',
  'No more:',
  /samocode session .*, again and again/,
  'print them anew',
  'numbers parted by',
  'for whoever writes',
  'It is told at 1',
];

/** The program without its comments, and what a user reads. */
function texts(): ReadonlyMap<string, string> {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const skill = 'skills/samocode-run/SKILL.md';
  const files = ['dist/program.js', 'README.md', skill, ...docs.map((name) => `docs/${name}`)];
  return new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

test.each(WORDS)('%s is nowhere in the program or its documents', (words) => {
  const found = [...texts()].filter(([, text]) =>
    typeof words === 'string' ? text.includes(words) : words.test(text),
  );
  expect(found.map(([file]) => file)).toEqual([]);
});
