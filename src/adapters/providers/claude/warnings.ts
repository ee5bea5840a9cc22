import type { AgentEvent } from '../../../domain/provider/agent-event.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { REASON_LIMIT } from '../limits.ts';
import type { ClaudeLine } from './line.ts';

type Warning = Extract<AgentEvent, { kind: 'warning' }>;

/** So many servers and plugins are named one by one. */
const NAMED = 10;

/** MCP servers and plugins that the agent has to do without, as `system/init` tells of them. */
export function setUpWarnings(line: ClaudeLine): readonly Warning[] {
  const servers = (line.mcp_servers ?? []).filter(({ status }) => status === 'failed');
  return [
    ...servers.slice(0, NAMED).map(({ name = '?', error }) => {
      const why = error === undefined ? '' : `: ${error}`;
      return warning(`the MCP server ${name} failed to start${why}; the agent works without it`);
    }),
    ...(line.plugin_errors ?? [])
      .slice(0, NAMED)
      .map((error) => warning(`a plugin of Claude Code failed to load: ${wordsOf(error)}`)),
  ];
}

/** A hook that ended without a verdict: the CLI goes on as if there were none. */
export function hookWarning({ content = '' }: ClaudeLine): Warning {
  return warning(`a hook of Claude Code gave no verdict${content === '' ? '' : `: ${content}`}`);
}

/** Models of which the CLI's price is another model's. */
export function priceWarnings(models: readonly string[]): readonly Warning[] {
  if (models.length === 0) return [];
  const names = models.slice(0, NAMED).join(', ');
  return [warning(`Claude Code has no list price for ${names}: what this attempt cost is unknown`)];
}

function warning(text: string): Warning {
  return { kind: 'warning', text: printableWords(text, REASON_LIMIT) };
}

function wordsOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return String(error);
  const { plugin, name, message, error: said } = error as Readonly<Record<string, unknown>>;
  const words = [plugin ?? name, message ?? said].filter((it) => typeof it === 'string');
  return words.length > 0 ? words.join(': ') : JSON.stringify(error);
}
