import type { Provider } from '../../../domain/provider/provider.ts';
import { claudeCommand } from './command.ts';
import { judgeClaude } from './judge.ts';
import { modelQuery } from './model-query.ts';
import { parseClaudeLine } from './parse.ts';

/** Claude Code, measured on 2.1.197 and 2.1.330. */
export const claude: Provider = {
  name: 'claude',
  // From 2.1.330 on it ends its tools on SIGTERM; 2.1.197 leaves them to the sweep.
  stopSignal: 'SIGTERM',
  // After a compaction nothing is left of the user's turn but the model's summary (2.1.332).
  promptIn: 'system-prompt',
  // The limit of stdin; a file of the system prompt has none, but no model takes as much.
  promptLimitBytes: 10 * 1024 * 1024,
  agentInPrompt: false,
  takesBudget: true,
  command: claudeCommand,
  // Inside a JSON string a quote is escaped, so no tool output can hold one of these by itself. Written
  // as key and value, with and without a blank: the longer the shortest mark, the faster the search.
  // "error" is the key of an assistant's message that carries an API error.
  verdictMarks: [
    ...['"type":"result"', '"type": "result"'],
    ...['"error":"', '"error": "', '"api_error"'],
    ...['"subtype":"init"', '"subtype": "init"'],
    ...['"hook_no_verdict"', '"session_writes_lost"'],
    ...['"rate_limit_event"', '"api_retry"', '"permission_denied"'],
  ],
  activityMarks: ['"assistant"', '"task_progress"', '"tool_progress"'],
  // Tool results, the largest part of a long run's output.
  dullHeads: ['{"type":"user"', '{"type":"stream_event"'],
  modelQuery,
  parse: parseClaudeLine,
  judge: judgeClaude,
};
