import type { Provider } from '../../../domain/provider/provider.ts';
import { codexCommand } from './command.ts';
import { judgeCodex } from './judge.ts';
import { modelQuery } from './model-query.ts';
import { parseCodexLine } from './parse.ts';
import { codexThreadLog } from './thread-log.ts';
import { usageQuery } from './usage-query.ts';

/** Codex, measured on 0.169.0. */
export const codex: Provider = {
  name: 'codex',
  // SIGTERM leaves its tools running.
  stopSignal: 'SIGINT',
  // Its compaction keeps the user's messages.
  promptIn: 'stdin',
  // 1,048,576 characters; a text never has more characters than bytes.
  promptLimitBytes: 1024 * 1024,
  agentInPrompt: true,
  takesBudget: false,
  command: codexCommand,
  // Inside a JSON string a quote is escaped, so no command's output can hold one of these by itself.
  // Written as key and value, with and without a blank: the longer the shortest mark, the faster the search.
  verdictMarks: [
    ...['"turn.completed"', '"turn.failed"', '"thread.started"'],
    ...['"type":"error"', '"type": "error"'],
    ...['"status":"declined"', '"status": "declined"'],
  ],
  activityMarks: ['"item.started"', '"item.completed"'],
  dullHeads: [],
  usageQuery,
  modelQuery,
  threadLog: codexThreadLog,
  parse: parseCodexLine,
  judge: judgeCodex,
};
