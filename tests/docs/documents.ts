import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/assets.ts';

/** The Markdown files for people who use or edit the program, relative to the root. */
export function documents(): readonly string[] {
  return ['.', 'docs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
}
