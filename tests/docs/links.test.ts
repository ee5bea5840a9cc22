import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inlineCode, ROOT, withoutFences } from '../support/assets.ts';
import { documents } from './documents.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the documents for people', () => {
  it.each(documents())('%s names only files and headings that exist', (path) => {
    const paths = inlineCode(read(path)).filter((piece) =>
      /^(?:src|tests|docs|scripts|bench|agents|skills)\/[\w./-]+$/.test(piece),
    );
    const missing = paths.filter((file) => !existsSync(join(ROOT, file)));
    expect([...brokenLinksOf(path, read(path)), ...missing]).toEqual([]);
  });

  it('recognize a link to nothing', () => {
    const text =
      '[a](nothing.md) [b](docs/queue.md#no-such) [c](#here) [d](https://a.b)\n\n## Here\n';
    expect(brokenLinksOf('README.md', text)).toEqual(['nothing.md', 'docs/queue.md#no-such']);
  });

  it('docs/README.md links each page of docs', () => {
    const index = read('docs/README.md');
    const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
    const missing = pages.filter((name) => name !== 'README.md' && !index.includes(`(${name})`));
    expect(missing).toEqual([]);
  });
});

/** The links of a document that lead to no file, or to no heading of it. */
function brokenLinksOf(path: string, text: string): readonly string[] {
  const links = [...text.matchAll(/\]\(([^):\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(file === '' ? text : read(target)).includes(anchor);
  });
}

/** As GitHub makes them: lower case, blanks as hyphens, no punctuation. */
function anchorsOf(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
