import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarkdown, withoutComments } from '../../../../src/domain/text/markdown/lines.ts';

/** The lines that a reader of headings and fields sees. */
const seen = (text: string): readonly string[] =>
  [...readMarkdown(text).lines]
    .filter((line) => line.hiddenBy === undefined)
    .map(({ text }) => text);
const joined = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('the Markdown reader', () => {
  it.each([
    ['backticks', ['```', 'x', '```']],
    ['tildes', ['~~~', 'x', '~~~']],
    ['an info string', ['```sh', 'x', '```']],
    ['tildes and backticks in the info string', ['~~~ a`b ~~~', 'x', '~~~']],
    ['a longer end', ['```', 'x', '`````']],
    ['a longer fence around a shorter one', ['````', '```', 'x', '````']],
    ['another character inside', ['~~~', '```', 'x', '~~~']],
    ['an indented fence', ['   ```', 'x', '   ```']],
    ['a fence in a list', ['- a:', '', '    ```sh', '    # x', '    ```']],
    ['a fence that begins with a list marker', ['1. ```sh', '   # x', '   ```']],
    ['a fence in a quote', ['> ```', '> x', '> ```']],
    ['an inner fence with a language', ['```md', '```sh', 'x', '```', '## y', '```']],
    ['an end with blanks behind it', ['```', 'x', '``` \t']],
    ['a comment of one line', ['<!-- x -->']],
    ['a comment of several lines', ['<!--', '## x', '', 'y -->']],
    ['a fence in a comment', ['<!--', '```', '-->']],
    ['a comment in a fence', ['```', '<!--', '```']],
  ])('hides %s', (_, lines) => {
    const text = joined('before', ...lines, '## after');
    expect(seen(text).filter((line) => line !== '- a:' && line !== '')).toEqual([
      'before',
      '## after',
    ]);
    expect(seen(text.replaceAll('\n', '\r\n'))).toEqual(seen(text));
    expect(seen(`\uFEFF${text}`)).toEqual(seen(text));
    expect(seen(text.trimEnd())).toEqual(seen(text));
    expect(readMarkdown(text).unclosed).toBeUndefined();
  });

  it.each([
    ['a fence', ['```', 'x']],
    ['a fence of another length', ['````', 'x', '```']],
    ['a fence before a closed one', ['```', 'x', '', '```sh', '```']],
    ['a comment', ['<!--', 'x']],
    ['a comment before a fence', ['<!--', '```', '```']],
  ])('lets %s that is never closed hide nothing', (_, lines) => {
    const text = joined('before', ...lines, '## after');
    expect(seen(text)).toContain('## after');
    expect(seen(text)).toContain(lines[0]);
    expect(readMarkdown(text).unclosed).toBe('before\n'.length);
  });

  it.each(['``', '```a`b', 'x ```', '~~', '` ` `', 'a <!-- x', '    <!-- x'])(
    'takes %j for an ordinary line',
    (line) => {
      expect(seen(joined(line, 'x', '```', 'y', '```', '-->'))).toContain(line);
    },
  );

  it.each([
    ['# a', 1],
    ['  ### a', 3],
    ['######', 6],
    ['####### a', 0],
    ['    # a', 0],
    ['#a', 0],
    ['> # a', 0],
    ['\uFEFF## a', 2],
    ['\xEF\xBB\xBF## a', 2],
  ])('gives %j the level %i', (text, level) => {
    expect([...readMarkdown(text).lines]).toMatchObject([{ level }]);
  });

  it('gives a heading in a fence no level', () => {
    expect([...readMarkdown('```\n# a\n```\n').lines].map(({ level }) => level)).toEqual([0, 0, 0]);
  });

  it('removes the comments of a line, and only those that end in it', () => {
    expect(withoutComments('a <!-- b --> c <!----> d <!-- e')).toBe('a  c  d <!-- e');
  });
});

const piece = fc.constantFrom(
  ...['```', '```sh', '~~~', '````', '> ```', '- ```', '<!--', '-->', '<!-- x -->', '# a', '', 'x'],
);
const ending = fc.constantFrom('\n', '\r\n');
const markdown = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(fc.tuple(piece, ending)), piece)
  .map(([mark, lines, last]) => mark + lines.flat().join('') + last);
const any = fc.oneof(markdown, fc.string({ unit: 'binary' }));

describe('any text at all', () => {
  it('is read as lines that make up the text', () => {
    fc.assert(
      fc.property(any, (text) => {
        const lines = [...readMarkdown(text).lines];
        let at = 0;
        for (const { text: content, start, end } of lines) {
          expect(text.slice(at, start)).toBe(at === 0 && start === 1 ? '\uFEFF' : '');
          expect(text.slice(start, start + content.length)).toBe(content);
          expect(['', '\n', '\r\n', '\r']).toContain(text.slice(start + content.length, end));
          at = end;
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  it('shows lines that are added at its end', () => {
    fc.assert(
      fc.property(any, (text) => {
        const added = `${text}\n\n## Status\nPhase: init\n`;
        expect(seen(added).slice(-2)).toEqual(['## Status', 'Phase: init']);
      }),
    );
  });
});
