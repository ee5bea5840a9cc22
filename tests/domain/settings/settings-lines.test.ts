import { describe, expect, it } from 'vitest';
import { scanEnvText } from '../../../src/domain/settings/env-scan.ts';
import { formatProblem } from '../../../src/domain/settings/problem.ts';
import {
  environmentLineWarnings,
  projectLineProblems,
  projectLineWarnings,
} from '../../../src/domain/settings/settings-lines.ts';

const problems = (text: string) => projectLineProblems('p', scanEnvText(text)).map(formatProblem);
const warnings = (text: string) => projectLineWarnings('p', scanEnvText(text));
const ofEnvironment = (text: string) => environmentLineWarnings('e', scanEnvText(text));

describe('projectLineProblems', () => {
  it.each([
    ['VERIFY npm test', 'p:1 is no setting: "VERIFY npm test" (write VERIFY=npm test)'],
    ['VERIFY : npm test', 'p:1 is no setting: "VERIFY : npm test" (write VERIFY=npm test)'],
    ['VERIFY:"a b"', 'p:1 is no setting: "VERIFY:\\"a b\\"" (write VERIFY="a b")'],
    ['set WORKTREE ../w', 'p:1 is no setting: "set WORKTREE ../w" (write WORKTREES=../w)'],
    ['"VERIFY": make', 'p:1 is no setting: "\\"VERIFY\\": make" (write VERIFY=make)'],
    ['\u200bVERIFY=x', 'p:1 is no setting: "\\u200bVERIFY=x" (write VERIFY=x)'],
    ['export VERIFY', 'p:1 is no setting: "export VERIFY" (write VERIFY=…)'],
    ['[core]', 'p:1 is no setting: "[core]" (a line is KEY=value, a # comment or blank)'],
    [
      'a\u001b[2Jb',
      'p:1 is no setting: "a\\u001b[2Jb" (a line is KEY=value, a # comment or blank)',
    ],
  ])('says of %j what is right', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it.each([
    'TELEGRAM_BOT_TOKEN 123:abc',
    'ANTHROPIC_API_KEY: sk-abc',
    'x-token abc',
    'abc://u:abc@h',
  ])('shows no credential of %j', (text) => {
    expect(problems(`A=1\n${text.replace(': ', ':')}`).join()).not.toContain('abc');
    expect(problems(`A=1\n${text.replace(': ', ':')}`)).toHaveLength(1);
  });

  it('names a quote that does not end', () => {
    expect(problems('VERIFY="npm test\nWORKTREES=w')).toEqual([
      'p:1: VERIFY begins with a quote that does not end: "\\"npm test" (close the quote, or remove it)',
    ]);
    expect(problems(`VERIFY="my tool" --all\nA='x\ny'\nB='it\\'s'`)).toEqual([]);
  });

  it('names all at once, each with its line', () => {
    expect(problems('A B\nC=1\nD E').map((one) => one.slice(0, 3))).toEqual(['p:1', 'p:3']);
  });
});

describe('projectLineWarnings', () => {
  it.each([
    ['VERIFY=make x#y', "is cut at an unquoted # (to keep the whole value: VERIFY='make x#y')"],
    [
      'VERIFY=npm test #1',
      "is cut at an unquoted # (to keep the whole value: VERIFY='npm test #1')",
    ],
    ['VERIFY=#x', "is cut at an unquoted # (to keep the whole value: VERIFY='#x')"],
    ['VERIFY=t -t "a # b"', 'VERIFY=\'t -t "a # b"\')'],
    ['VERIFY==make', 'begins with a second ='],
    ['VERIFY=npm\u00a0test', 'U+00A0'],
    ['VERIFY=\u201cnpm test\u201d', 'U+201C, which is no quote'],
    ['VERIFY="make\nWORKTREES=w"', 'goes on to line 2 and takes WORKTREES into its value'],
  ])('warns of %j', (text, words) => {
    const [warning = '', ...more] = warnings(text);
    expect(warning).toMatch(/^p:1: VERIFY /);
    expect(warning).toContain(words);
    expect(more).toEqual([]);
  });

  it('warns of a key that is there twice', () => {
    expect(warnings('VERIFY=a\nVERIFY_TIMEOUT=5\nVERIFY=b')).toEqual([
      'p:3: VERIFY is on line 1 as well; this line counts',
    ]);
  });

  it.each([
    'VERIFY=npm test # the fast ones',
    'VERIFY=npm test ## the fast ones',
    'VERIFY=npm test #',
    'VERIFY="make x#y"#z',
    "VERIFY='make x # y' # z",
    'VERIFY= # none',
    'VERIFY="set -e\nmake\n# all\n"',
    'FOREIGN=a#b\nFOREIGN==b',
    'VERIFY=make --jobs=2 -- -t "it\'s"',
  ])('says nothing of %j', (text) => {
    expect(warnings(text)).toEqual([]);
  });
});

describe('environmentLineWarnings', () => {
  it.each([
    [
      'TELEGRAM_BOT_TOKEN 123:abc',
      'e:1 is no setting: "TELEGRAM_BOT_TOKEN" and more (write TELEGRAM_BOT_TOKEN=…)',
    ],
    ['TELEGRAM_TOKEN abc', 'is no setting: "TELEGRAM_TOKEN" and more'],
    ['abcDEF0123/+', 'is no setting: a line of 12 characters'],
    ['MY_APP abc', 'is no setting: "MY_APP" and more (a line is KEY=value, a # comment or blank)'],
    [
      'TELEGRAM_BOT_TOKEN=12#abc',
      "TELEGRAM_BOT_TOKEN is cut at an unquoted # (to keep the whole value: TELEGRAM_BOT_TOKEN='…')",
    ],
    ['CLAUDE_EXTRA_ARGS=--a #abc', 'CLAUDE_EXTRA_ARGS is cut'],
    ['HTTPS_PROXY="http://u:abc@h', 'HTTPS_PROXY begins with a quote that does not end'],
    ['OPENAI_API_KEY=abc\nOPENAI_API_KEY=def', 'OPENAI_API_KEY is on line 1 as well'],
  ])('says of %j no value', (text, words) => {
    const [warning = '', ...more] = ofEnvironment(text);
    expect(warning).toContain(words);
    expect(warning).not.toMatch(/abc|def/);
    expect(more).toEqual([]);
  });

  it('leaves the values of other programs alone', () => {
    expect(ofEnvironment('DATABASE_PASSWORD=a#b\nDATABASE_PASSWORD=="x')).toEqual([]);
  });

  it('ends after ten', () => {
    const all = ofEnvironment('set -a\n'.repeat(30));
    expect(all).toHaveLength(11);
    expect(all.at(-1)).toBe('e: and 20 more such lines');
  });
});
