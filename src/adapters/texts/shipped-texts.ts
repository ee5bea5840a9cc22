import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShippedTexts } from '../../app/ports/texts.ts';

/** The package's root: the nearest folder upwards that holds workflow.md. */
export function packageRoot(moduleUrl: string): string {
  for (let folder = dirname(fileURLToPath(moduleUrl)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'workflow.md'))) return folder;
    if (dirname(folder) === folder) throw new Error('the package has lost its workflow.md');
  }
}

/** The texts that ship with samocode, read when they are asked for. */
export function shippedTexts(folder: string): ShippedTexts {
  return {
    pluginFolder: join(folder, 'agents'),
    firstMessagePath: join(folder, 'first-message.md'),
    workflow: () => read(join(folder, 'workflow.md')),
    agent: (phase) => withoutFrontmatter(read(join(folder, 'agents', `${phase}-agent.md`))),
  };
}

/** The text below `---`, the frontmatter, and `---`. */
function withoutFrontmatter(text: string): string {
  return text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n?/, '');
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
