import type { Failure } from '../scenario/failures.ts';
import type { CliOutput, Failing, Reset } from './cli-output.ts';

/** The JSON lines of `codex exec --json`, as 0.169.0 prints them. */
export function codexOutput(thread: string): CliOutput {
  return {
    begin: () => [{ type: 'thread.started', thread_id: thread }, { type: 'turn.started' }],
    toolCall: ({ what, result }, number) => [
      command('item.started', { id: number, command: what, output: '' }),
      command('item.completed', { id: number, command: what, output: result }),
    ],
    tool: (what) => [command('item.started', { id: 0, command: what, output: '' })],
    good: (text) => [
      { type: 'item.completed', item: { id: 'item_end', type: 'agent_message', text } },
      {
        type: 'turn.completed',
        usage: { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0 },
      },
    ],
    retrying: () => [
      {
        type: 'error',
        message: 'Reconnecting... 1/5 (unexpected status 500 Internal Server Error)',
      },
    ],
    fail: (failure) => {
      const start = START_FAILURES[failure];
      if (start !== undefined) return { events: [], stderr: start[0], exit: start[1] };
      const message = MESSAGES[failure];
      return message === undefined ? undefined : failing(message);
    },
    usage: () => undefined,
    limit: (reset) =>
      failing(
        'You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), visit ' +
          `https://chatgpt.com/settings/usage to purchase more credits or try again ${again(reset)}.`,
      ),
  };
}

function command(
  type: 'item.started' | 'item.completed',
  { id, command: what, output }: { id: number; command: string; output: string },
): object {
  const isOver = type === 'item.completed';
  return {
    type,
    item: {
      ...{ id: `item_${id}`, type: 'command_execution', command: what, aggregated_output: output },
      ...{ exit_code: isOver ? 0 : null, status: isOver ? 'completed' : 'in_progress' },
    },
  };
}

function failing(message: string): Failing {
  return {
    events: [
      { type: 'error', message },
      { type: 'turn.failed', error: { message } },
    ],
    exit: 1,
  };
}

/** In its own words: a clock time in the local zone, a date when it is not today; seconds when it is soon. */
function again({ at, now }: Reset): string {
  if (at === undefined) return 'later';
  const seconds = Math.max(1, Math.ceil((at - now) / 1000));
  if (seconds < 60) return `in ${seconds} seconds`;
  const when = new Date(Math.ceil(at / 60_000) * 60_000);
  const hour = when.getHours() % 12 === 0 ? 12 : when.getHours() % 12;
  const minute = String(when.getMinutes()).padStart(2, '0');
  const time = `${hour}:${minute} ${when.getHours() < 12 ? 'AM' : 'PM'}`;
  if (when.toDateString() === new Date(now).toDateString()) return `at ${time}`;
  const [, month, day, year] = when.toDateString().split(' ');
  return `at ${month ?? ''} ${Number(day)}th, ${year ?? ''} ${time}`;
}

type Table<Value> = Readonly<Partial<Record<Failure, Value>>>;

/** `turn.failed` has a message and nothing else. */
const MESSAGES: Table<string> = {
  overloaded: 'Selected model is at capacity. Please try a different model.',
  'rate-limited': 'exceeded retry limit, last status: 429 Too Many Requests, request id: req_1',
  'server-error': 'We’re currently experiencing high demand, which may cause temporary errors.',
  network: 'Connection failed: error sending request',
  'stream-cut': 'stream disconnected before completion: stream closed before response.completed',
  'max-output': 'Incomplete response returned, reason: max_output_tokens',
  'login-expired':
    'Your access token could not be refreshed because your refresh token was already used. Please log out and sign in again.',
  'wrong-key':
    'unexpected status 401 Unauthorized: Incorrect API key provided: sk-test., request id: req_1',
  'not-logged-in': 'Missing environment variable: `CODEX_API_KEY`.',
  forbidden: 'unexpected status 403 Forbidden: request id: req_1',
  credits: 'Quota exceeded. Check your plan and billing details.',
  'not-in-plan':
    'To use Codex with your ChatGPT plan, upgrade to Plus: https://openai.com/pricing.',
  refusal: 'Incomplete response returned, reason: content_filter',
  'unknown-model': 'The model `nope` does not exist or you do not have access to it.',
  'bad-request':
    '{"error":{"type":"invalid_request_error","code":null,"message":"Invalid something","param":null}}',
  'too-long':
    "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.",
};

const START_FAILURES: Table<readonly [stderr: string, exit: number]> = {
  'unknown-flag': ["error: unexpected argument '--no-such-flag' found", 2],
  'untrusted-folder': [
    'Not inside a trusted directory and --skip-git-repo-check was not specified.',
    1,
  ],
  'not-installed': ['Error: Missing optional dependency @openai/codex-linux-x64', 1],
};
