import type { CodexItem } from './line.ts';

/** `/bin/bash -lc 'npm test'` is shown as `npm test`. */
const SHELL_CALL = /^\S*sh -l?c (['"]?)(.*)\1$/s;

/**
 * The activity in an item: a tool call, or the first line of text; empty if there is nothing to
 * show.
 */
export function itemActivity(item: CodexItem): string {
  switch (item.type) {
    case 'agent_message':
    case 'reasoning':
      return (item.text ?? '').trimStart().split('\n', 1).join('');
    case 'command_execution':
      return `Shell: ${bareCommand(item.command ?? '')}`;
    case 'file_change':
      return `Edit ${(item.changes ?? []).map((change) => change.path ?? '').join(', ')}`;
    case 'mcp_tool_call':
      return `MCP: ${item.server ?? ''} ${item.tool ?? ''}`;
    case 'collab_tool_call':
      return `Agent: ${item.tool ?? ''}`;
    case 'web_search':
      return `Search: ${item.query ?? ''}`;
    // A warning, whatever its name: the turn goes on.
    case 'error':
      return `Warning: ${item.message ?? ''}`;
    case undefined:
    default:
      return '';
  }
}

const TOOL_CALLS: readonly (string | undefined)[] = [
  ...['command_execution', 'file_change', 'mcp_tool_call', 'collab_tool_call', 'web_search'],
];

export function isToolCall({ type }: CodexItem): boolean {
  return TOOL_CALLS.includes(type);
}

function bareCommand(command: string): string {
  return SHELL_CALL.exec(command.slice(0, 1000))?.[2] ?? command;
}
