/** A small repository with a planted bug, and the work of the model on it. */

export const TASK = `parseDuration('1h30m') returns half an hour: 1800000 where 5400000 is right.
Find out why, fix it, and refuse texts with anything else in them, such as '5x'.`;
export const SLUG = 'sum-parts';
export const SOURCE = 'src/duration.js';
export const TESTS = 'test/duration.test.js';
export const SUITE = 'node --test';

export const REPOSITORY: Readonly<Record<string, string>> = {
  'README.md':
    "# Durations\n\n`parseDuration('90m')` returns milliseconds; h, m and s are units.\n",
  'package.json':
    '{ "name": "durations", "type": "module", "scripts": { "test": "node --test" } }\n',
  [SOURCE]: sourceWith({ sum: '=' }),
  [TESTS]: `import assert from 'node:assert/strict';
import test from 'node:test';
import { parseDuration } from '../src/duration.js';

test('one part', () => {
  assert.equal(parseDuration('2h'), 7_200_000);
  assert.equal(parseDuration('90m'), 5_400_000);
  assert.equal(parseDuration('45s'), 45_000);
});
`,
};

/** Prints what the function does with some texts, one line each. */
export const PROBE = `node --input-type=module -e "import { parseDuration } from './${SOURCE}'; for (const text of process.argv.slice(1)) try { console.log(text, parseDuration(text)) } catch (error) { console.log(text, error.name) }" 1h30m 5x 1h5x`;
/** Its output today, and with the cause taken away. */
export const REPRODUCED = /^1h30m 1800000$[^]*^1h30m 5400000$/m;

/** A change with the test that shows it. */
export interface Change {
  readonly test: string;
  readonly source: string;
  readonly message: string;
}

/** What the plan's phases do; the second is not whole, as a tester finds out. */
export const PARTS: readonly {
  readonly title: string;
  readonly box: string;
  readonly change: (error: string) => Change;
}[] = [
  {
    title: 'Sum the parts',
    box: "`parseDuration('1h30m')` returns 5400000, with a test",
    change: () => ({
      test: testOf('several parts', "assert.equal(parseDuration('1h30m'), 5_400_000)"),
      source: sourceWith({ sum: '+=' }),
      message: 'Add up the parts of a duration',
    }),
  },
  {
    title: 'Refuse the rest',
    box: "`parseDuration('5x')` throws, with a test",
    change: (error) => ({
      test: testOf('no part', `assert.throws(() => parseDuration('5x'), ${error})`),
      source: sourceWith({ sum: '+=', refuses: String.raw`!/\d+[hms]/`, error }),
      message: 'Refuse a text without a part',
    }),
  },
];

/** What quality does about the tester's finding. */
export function repair(error: string): Change {
  return {
    test: testOf('a part and more', `assert.throws(() => parseDuration('1h5x'), ${error})`),
    source: sourceWith({ sum: '+=', refuses: String.raw`!/^(\d+[hms])+$/`, error }),
    message: 'Refuse a text with more than parts',
  };
}

/** What the probe prints where the requirements are met. */
export function wanted(error: string): Readonly<Record<string, string>> {
  return { R1: '1h30m 5400000', R2: `5x ${error}`, R3: `1h5x ${error}` };
}

function sourceWith({
  sum,
  refuses,
  error = 'Error',
}: {
  readonly sum: string;
  readonly refuses?: string;
  readonly error?: string;
}): string {
  const check =
    refuses === undefined
      ? ''
      : `  if (${refuses}.test(text)) throw new ${error}(\`no duration: \${text}\`);\n`;
  return `const UNITS = { h: 3_600_000, m: 60_000, s: 1000 };

export function parseDuration(text) {
${check}  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\\d+)([hms])/g)) {
    total ${sum} Number(count) * UNITS[unit];
  }
  return total;
}
`;
}

function testOf(name: string, assertion: string): string {
  return `\ntest('${name}', () => {\n  ${assertion};\n});\n`;
}
