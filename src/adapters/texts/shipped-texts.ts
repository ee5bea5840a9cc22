import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShippedTexts } from '../../app/ports/texts.ts';
import type { Skill } from '../../domain/prompt/prompt.ts';

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
    folder,
    firstMessagePath: join(folder, 'first-message.md'),
    workflow: () => read(join(folder, 'workflow.md')),
    agent: (phase) => splitFrontmatter(read(join(folder, 'agents', `${phase}-agent.md`))).body,
    skills: () => listSkills(join(folder, 'skills')),
  };
}

function listSkills(folder: string): readonly Skill[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name, 'SKILL.md');
      if (!existsSync(path)) return [];
      const { fields } = splitFrontmatter(read(path));
      return [{ name, description: fields.get('description') ?? '', path }];
    });
}

/** `---`, lines of `key: value`, `---`, and the text below. */
function splitFrontmatter(text: string): {
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
} {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?([\s\S]*)$/.exec(text);
  if (match === null) return { fields: new Map(), body: text };
  const [, head = '', body = ''] = match;
  const fields = new Map<string, string>();
  for (const line of head.split(/\r?\n/)) {
    const [, key, value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) fields.set(key, value.replace(/^(["'])(.*)\1$/, '$2').trim());
  }
  return { fields, body };
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
