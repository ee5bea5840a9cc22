import type { Material, PromptParts } from './prompt-parts.ts';

export function materialSections({ dive, task }: PromptParts): readonly (string | undefined)[] {
  return [materialSection('Dive', dive), materialSection('Task', task)];
}

function materialSection(title: string, material: Material | undefined): string | undefined {
  if (material === undefined) return undefined;
  if (material.kind === 'file') {
    return `## ${title}\n\nIt is long; read it in this file: ${material.path}`;
  }
  const fence = fenceFor(material.text);
  return `## ${title}\n\n${fence}text\n${material.text.trimEnd()}\n${fence}`;
}

/** A fence longer than any in the text, so that the text cannot close it. */
function fenceFor(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(3, longest + 1));
}
