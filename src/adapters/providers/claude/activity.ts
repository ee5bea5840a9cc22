import type { ClaudeBlock, ClaudeToolCall } from './line.ts';

/** The input fields that describe a tool call best, the best first. */
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

/** The activity in a block of an assistant's message: a tool call, or the first line of text. */
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
