import type { ClaudeBlock, ClaudeToolCall } from './line.ts';

/** The input fields that say best what a tool is at, by falling worth. */
const TELLING_FIELDS = [
  'command',
  'file_path',
  'notebook_path',
  'pattern',
  'skill',
  'url',
  'query',
  'description',
  'path',
];

/** What a block of an assistant's message shows: a tool at work, or the first line of what is said. */
export function blockActivity(block: ClaudeBlock): string {
  if (block.type === 'tool_use') return toolText(block);
  return block.type === 'text' ? (block.text ?? '').trimStart().split('\n', 1).join('') : '';
}

/** `Bash: npm test`, `Edit src/x.ts`, or the tool's bare name. */
export function toolText(call: ClaudeToolCall): string {
  const name = call.name ?? call.tool_name ?? 'a tool';
  const input = call.input ?? call.tool_input ?? {};
  for (const field of TELLING_FIELDS) {
    const value = input[field];
    if (typeof value !== 'string' || value === '') continue;
    return field.endsWith('path') ? `${name} ${value}` : `${name}: ${value}`;
  }
  return name;
}
