import { describe, expect, it } from 'vitest';
import { codex } from '../../../../src/adapters/providers/codex/codex.ts';
import type { AgentEvent } from '../../../../src/domain/agent.ts';
import { evidence } from '../fixtures.ts';

const failed = (message: string): readonly AgentEvent[] =>
  codex.parse(JSON.stringify({ type: 'turn.failed', error: { message } }));
const judge = (events: readonly AgentEvent[]) => codex.judge(evidence(events, { exitCode: 1 }));

describe('a failed turn of Codex', () => {
  it.each([
    ['unexpected status 403 Forbidden: x', 'person'],
    ['To use Codex with your ChatGPT plan, upgrade to Plus: https://x.', 'person'],
    ['Your workspace is out of credits. Add credits to continue.', 'person'],
    ['Your access token could not be refreshed. Please log out and sign in again.', 'person'],
    ['Incomplete response returned, reason: content_filter', 'person'],
    [
      'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
      'person',
    ],
    ['rate limit exceeded: Rate limit reached for x. Please try again in 11.054s.', 'overload'],
    ['We’re currently experiencing high demand, which may cause temporary errors.', 'overload'],
    ['stream disconnected before completion: the model was not found in time', 'overload'],
    ['stream disconnected before completion: idle timeout waiting for SSE', 'overload'],
    ['Connection failed: dns error', 'overload'],
    ['unexpected status 502 Bad Gateway: the model does not exist', 'overload'],
    ['something new', 'overload'],
    ['unexpected status 404 Not Found: x, url: http://x', 'permanent'],
    ["The 'x' model is not supported when using Codex with a ChatGPT account.", 'permanent'],
    ["You've hit your usage limit. Try again later.", 'limit'],
    ['You’ve hit your usage limit for codex_other. Switch to another model now', 'limit'],
  ])('%s is %s', (message, kind) => {
    expect(judge(failed(message)).kind).toBe(kind);
  });

  it('has no reset when the text names none', () => {
    expect(judge(failed("You've hit your usage limit. Try again later."))).toEqual({
      kind: 'limit',
      reason: "usage limit: You've hit your usage limit. Try again later.",
    });
  });

  it('counts the wait from the time of the judgement', () => {
    const events = failed("You've hit your usage limit. Try again in 1 hour 5 minutes.");
    expect(codex.judge(evidence(events, {}, 1000))).toMatchObject({ until: 1000 + 65 * 60_000 });
  });

  it('is classed by the last error when the turn has no end', () => {
    const events = codex.parse(
      JSON.stringify({ type: 'error', message: 'Quota exceeded. Check your plan.' }),
    );
    expect(judge(events).kind).toBe('person');
  });

  it('is not over while it reconnects', () => {
    const events = codex.parse(
      JSON.stringify({ type: 'error', message: 'Reconnecting... 1/5 (unexpected status 401)' }),
    );
    expect(judge(events)).toMatchObject({ kind: 'overload' });
  });
});

describe('a Codex that does not begin', () => {
  const WARNING = 'WARNING: proceeding, even though we could not update config.toml:1\n';

  it.each([
    ['Error: Model provider `nope` not found', 1, 'permanent'],
    ['Error: Unknown feature flag: unbounded_connection_retries', 1, 'permanent'],
    ['Error loading config.toml: unknown variant `nope`', 1, 'permanent'],
    ['/home/x/.codex/config.toml:1:6: unclosed array, expected `]`', 1, 'permanent'],
    ['No prompt provided via stdin.', 1, 'permanent'],
    ['Error: Missing optional dependency @openai/codex-linux-x64. Reinstall Codex', 1, 'permanent'],
    ['env: ‘node’: No such file or directory', 127, 'permanent'],
    ['a usage text of tomorrow', 2, 'permanent'],
    ['Not logged in', 1, 'person'],
    ['2026-11-22T05:00:00Z ERROR failed to fetch remote configuration', 1, 'overload'],
  ])('%s (exit %d) is %s', (words, exitCode, kind) => {
    const end = { exitCode, stderrTail: `${WARNING}${words}\n` };
    expect(codex.judge(evidence([], end)).kind).toBe(kind);
  });

  it('may fail on its prompt after the thread has started, with a word on stderr only', () => {
    const stderrTail =
      'Error: turn/start: turn/start failed: Input exceeds the maximum length of 1048576';
    const outcome = codex.judge(evidence([{ kind: 'started' }], { exitCode: 1, stderrTail }));
    expect(outcome).toMatchObject({ kind: 'permanent' });
  });
});
