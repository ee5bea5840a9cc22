import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { namingPath } from '../../disk/naming-path.ts';
import { readIfThere } from '../../disk/read-file.ts';

/**
 * Hides folders inside a work tree from git, in `info/exclude` of its common git folder
 * (gitignore(5)): the repository's own files stay unchanged. Returns the added lines; an existing
 * entry, or a folder outside, needs none. Throws disk errors.
 */
export function excludeFromGit(
  place: { readonly root: string; readonly commonDir: string },
  paths: readonly string[],
): readonly string[] {
  const file = join(place.commonDir, 'info', 'exclude');
  const text = readIfThere(file)?.toString() ?? '';
  const known = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const lines = paths
    .flatMap((path) => patternFor(place.root, path) ?? [])
    .filter((line) => !known.has(line));
  if (lines.length === 0) return [];
  mkdirSync(dirname(file), { recursive: true });
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  namingPath(file, () => {
    appendFileSync(file, `${start}${lines.join('\n')}\n`);
  });
  return lines;
}

/** A pattern for this one path and no other of its name; undefined for what lies outside. */
function patternFor(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) return undefined;
  return `/${inside.replace(/[\\*?[\]!# ]/g, '\\$&')}`;
}
