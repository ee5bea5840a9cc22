import { API_FAILURES, START_FAILURES, STOPS } from './claude-failures.ts';
import type { CliOutput, Failing, Reset, ToldUsage } from './cli-output.ts';

/** Claude Code's stream-json, as 2.1.330 prints it. */
export function claudeOutput(agentSession: string): CliOutput {
  const { event, message, result, toolUse, failing } = eventsOf(agentSession);
  return {
    begin: () => [
      event({
        ...{ type: 'system', subtype: 'init', cwd: process.cwd(), model: 'stand-in' },
        ...{ apiKeySource: 'none', claude_code_version: 'stand-in' },
      }),
    ],
    toolCall: ({ tool, what, result: content }, number) => {
      const id = `stand_in_${number}`;
      const input = tool === 'Bash' ? { command: what } : { file_path: what };
      const block = { type: 'tool_result', tool_use_id: id, content, is_error: false };
      return [toolUse(id, tool, input), message('user', block)];
    },
    tool: (command) => [toolUse('stand_in_tool', 'Bash', { command })],
    good: (text) => [
      result({
        ...{ subtype: 'success', is_error: false, result: text },
        ...{ stop_reason: 'end_turn', terminal_reason: 'completed' },
      }),
    ],
    retrying: () => [
      event({
        ...{ type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 10 },
        ...{ retry_delay_ms: 512, error_status: 529, error: 'overloaded' },
      }),
    ],
    fail: (failure) => {
      const stderr = START_FAILURES[failure];
      if (stderr !== undefined) return { events: [], stderr, exit: 1 };
      const stop = STOPS[failure];
      if (stop !== undefined) return { events: [result({ is_error: true, ...stop })], exit: 1 };
      const api = API_FAILURES[failure];
      return api === undefined ? undefined : failing(...api);
    },
    usage: (told) => [event({ type: 'rate_limit_event', rate_limit_info: usageOf(told) })],
    limit: (reset) => {
      const { text, rateLimit, verdict } = limitOf(reset);
      const { events, exit } = failing(text, { error: 'rate_limit', ...verdict }, verdict);
      const told = event({ type: 'rate_limit_event', rate_limit_info: rateLimit });
      return { events: [told, ...events], exit };
    },
  };
}

/** The events that the parts of a turn share. */
function eventsOf(agentSession: string) {
  const startedMs = performance.now();
  const event = (fields: object): object => ({ ...fields, session_id: agentSession });
  const message = (role: 'assistant' | 'user', block: object, more: object = {}): object =>
    event({ type: role, message: { role, content: [block] }, parent_tool_use_id: null, ...more });
  const result = (fields: object): object =>
    event({
      type: 'result',
      num_turns: 1,
      duration_ms: Math.round(performance.now() - startedMs),
      total_cost_usd: 0,
      usage: { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 },
      permission_denials: [],
      result_index: 0,
      ...fields,
    });
  const toolUse = (id: string, name: string, input: object): object =>
    message('assistant', { type: 'tool_use', id, name, input });
  /** The error as the model's words, then as the result. */
  const failing = (text: string, words: object, verdict: object = {}): Failing => ({
    events: [
      message('assistant', { type: 'text', text }, { is_api_error_message: true, ...words }),
      result({
        ...{ subtype: 'success', is_error: true, result: text, terminal_reason: 'api_error' },
        ...{ stop_reason: 'stop_sequence', ...verdict },
      }),
    ],
    exit: 1,
  });
  return { event, message, result, toolUse, failing };
}

function usageOf({ used, status, window, resetAt }: ToldUsage): object {
  return {
    ...{ status, rateLimitType: window, resetsAt: Math.ceil(resetAt / 1000) },
    ...{ isUsingOverage: false, ...(used !== null && { utilization: used }) },
  };
}

function limitOf(reset: Reset) {
  const info = { status: 'rejected', rateLimitType: 'five_hour', isUsingOverage: false };
  const resets = reset.at === undefined ? '' : ` · resets ${clock(reset.at)} (UTC)`;
  return {
    text: `You've hit your 5-hour limit${resets}`,
    rateLimit: { ...info, ...(reset.at !== undefined && { resetsAt: resetsAt(reset) }) },
    verdict: { api_error: 'usage_limit_reached', api_error_status: 429 },
  };
}

function resetsAt({ at = 0, unit }: Reset): number {
  return unit === 'ms' ? at : Math.ceil(at / 1000);
}

function clock(ms: number): string {
  const at = new Date(ms);
  const [hour, minute] = [at.getUTCHours(), String(at.getUTCMinutes()).padStart(2, '0')];
  return `${hour % 12 === 0 ? 12 : hour % 12}:${minute}${hour < 12 ? 'am' : 'pm'}`;
}
