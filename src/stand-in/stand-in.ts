#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';
import { readContext } from './context.ts';
import { work } from './work.ts';

/**
 * A scripted program in the place of the Claude CLI, for `samocode demo`: it takes the prompt on
 * stdin, prints Claude's stream-json events, and does one small step of each phase for real. It
 * asks no model anything.
 */
const startedMs = performance.now();
const agentSession = process.argv[process.argv.indexOf('--session-id') + 1] ?? '';
const say = (event: object): void => {
  writeSync(1, `${JSON.stringify({ session_id: agentSession, ...event })}\n`);
};

say({
  type: 'system',
  subtype: 'init',
  cwd: process.cwd(),
  model: 'stand-in',
  apiKeySource: 'none',
  claude_code_version: 'stand-in',
});
const steps = work(readContext(readFileSync(0, 'utf8')));
let step = steps.next();
for (let n = 1; step.done !== true; n += 1, step = steps.next()) {
  const { tool, what, result } = step.value;
  const id = `stand_in_${n}`;
  const input = tool === 'Bash' ? { command: what } : { file_path: what };
  sayMessage('assistant', { type: 'tool_use', id, name: tool, input });
  sayMessage('user', { type: 'tool_result', tool_use_id: id, content: result, is_error: false });
}
say({
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: step.value.summary,
  num_turns: 1,
  duration_ms: Math.round(performance.now() - startedMs),
  total_cost_usd: 0,
  usage: { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 },
});

function sayMessage(role: 'assistant' | 'user', block: object): void {
  say({ type: role, message: { role, content: [block] }, parent_tool_use_id: null });
}
