import { describe, expect, it } from 'vitest';
import { codex } from '../../../../src/adapters/providers/codex/codex.ts';
import type { AgentEvent } from '../../../../src/domain/provider/agent-event.ts';
import { evidence, NOW } from '../fixtures.ts';

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
    ['unexpected status 403 Forbidden: <!DOCTYPE html><title>Just a moment...', 'overload'],
    ['Access blocked by Cloudflare (status 403 Forbidden), url: https://x', 'overload'],
    ['unexpected status 401 Unauthorized: <!DOCTYPE html><title>Guest network', 'overload'],
    ['unexpected status 401 Unauthorized: {"detail":"Unauthorized"}', 'person'],
    ['unexpected status 407 Proxy Authentication Required', 'person'],
    ['unexpected status 404 Not Found: <html><title>404</title>', 'person'],
    ['The model is not available in region us-east-1: status 400, region not allowed', 'permanent'],
    ['unexpected status 403 Forbidden: Country, region, or territory not supported', 'person'],
    ['unexpected status 413 Payload Too Large: <html>', 'permanent'],
    ['something new', 'overload'],
    ['unexpected status 404 Not Found: x, url: http://x', 'permanent'],
    ["The 'x' model is not supported when using Codex with a ChatGPT account.", 'permanent'],
    ["You've hit your usage limit. Try again later.", 'limit'],
    ['You’ve hit your usage limit for codex_other. Switch to another model now', 'limit'],
  ])('%s is %s', (message, kind) => {
    expect(judge(failed(message)).kind).toBe(kind);
  });

  it.each([
    ['Connection failed: dns error', 'machine'],
    ['stream disconnected before completion: error sending request for url (https://x)', 'machine'],
    ['stream disconnected before completion: idle timeout waiting for SSE', undefined],
    ['unexpected status 502 Bad Gateway: x', undefined],
  ])('%s is an outage of %s', (message, reach) => {
    const outcome = judge(failed(message));
    expect(outcome.kind === 'overload' && outcome.reach).toBe(reach);
  });

  it('tells of the proxy and of the address of the API by name', () => {
    const cureOf = (message: string) => ({ ...{ cure: '' }, ...judge(failed(message)) }).cure;
    expect(cureOf('unexpected status 407 Proxy Authentication Required')).toMatch(/HTTPS_PROXY/);
    expect(cureOf('unexpected status 404 Not Found: <html>')).toMatch(/OPENAI_BASE_URL/);
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

  describe('with a reset in the body of the error', () => {
    const LIMIT = { type: 'usage_limit_reached', message: 'The usage limit has been reached' };
    const HOUR = 3600;
    const at = NOW / 1000 + HOUR;
    const turnFailed = (error: unknown): readonly AgentEvent[] =>
      codex.parse(JSON.stringify({ type: 'turn.failed', error }));
    const body = (fields: object): string => JSON.stringify({ error: { ...LIMIT, ...fields } });

    it.each<[string, readonly AgentEvent[]]>([
      ['resets_at in seconds', failed(body({ resets_at: at }))],
      ['resets_at in milliseconds', failed(body({ resets_at: at * 1000 }))],
      ['resets_at as a text', failed(body({ resets_at: String(at) }))],
      ['resets_at as a date', failed(body({ resets_at: new Date(at * 1000).toISOString() }))],
      ['resets_in_seconds', failed(body({ resets_in_seconds: HOUR }))],
      ['both', failed(body({ resets_in_seconds: HOUR, resets_at: at, plan_type: 'plus' }))],
      ['a past time and seconds', failed(body({ resets_at: at - 9999, resets_in_seconds: HOUR }))],
      ['a far time and seconds', failed(body({ resets_at: at * 2, resets_in_seconds: HOUR }))],
      ['an empty time and seconds', failed(body({ resets_at: null, resets_in_seconds: HOUR }))],
      ['no message', failed(JSON.stringify({ error: { type: LIMIT.type, resets_at: at } }))],
      ['a body without error', failed(JSON.stringify({ ...LIMIT, resets_at: at }))],
      [
        'a body within text',
        failed(
          `unexpected status 429 Too Many Requests: ${body({ resets_at: at })}, url: http://x`,
        ),
      ],
      ['a body within a body', failed(JSON.stringify({ detail: body({ resets_at: at }) }))],
      ['fields of the event', turnFailed({ message: 'usage limit', resets_at: at })],
      [
        'an error event before a turn that failed without it',
        [
          ...codex.parse(JSON.stringify({ type: 'error', message: body({ resets_at: at }) })),
          ...failed('You’ve hit your usage limit. Try again later.'),
        ],
      ],
      [
        'an error event alone',
        codex.parse(JSON.stringify({ type: 'error', message: body({ resets_in_seconds: HOUR }) })),
      ],
      ['a time in the text, too', failed(`${body({ resets_at: at })} try again at 7:43 AM.`)],
      [
        'another code for what passes',
        failed(
          JSON.stringify({ error: { code: 'rate_limit_exceeded', resets_at: at }, status: 429 }),
        ),
      ],
    ])('parks until then: %s', (_, events) => {
      expect(judge(events)).toMatchObject({ kind: 'limit', until: at * 1000 });
    });

    it('reads the text where the body has no reset', () => {
      const events = failed(`${body({ resets_at: null })} Try again in 2 hours.`);
      expect(judge(events)).toMatchObject({ kind: 'limit', until: NOW + 2 * 3600_000 });
    });

    it('leaves to a person what no reset helps', () => {
      const quota = { code: 'insufficient_quota', message: 'Quota exceeded.', resets_at: at };
      expect(judge(failed(JSON.stringify({ error: quota }))).kind).toBe('person');
    });

    it('does not read a tool’s output', () => {
      const output = codex.parse(
        JSON.stringify({
          type: 'item.completed',
          item: { type: 'command_execution', aggregated_output: body({ resets_at: at }) },
        }),
      );
      expect(judge([...output, ...failed('something new')]).kind).toBe('overload');
    });
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
