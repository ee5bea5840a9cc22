import { describe, expect, it } from 'vitest';
import { claude } from '../../../../src/adapters/providers/claude/claude.ts';
import type { AgentEvent } from '../../../../src/domain/provider/agent-event.ts';
import { evidence } from '../fixtures.ts';

type Facts = Partial<Extract<AgentEvent, { kind: 'finished' }>>;
const failed = (facts: Facts): AgentEvent => ({ kind: 'finished', ok: false, text: '', ...facts });
const error = (code: string): AgentEvent => ({ kind: 'error', code, text: 'words' });
const judge = (...events: AgentEvent[]) => claude.judge(evidence(events, { exitCode: 1 }));
const atStart = (stderrTail: string) => claude.judge(evidence([], { exitCode: 1, stderrTail }));

describe('a failed turn of Claude', () => {
  it.each([
    [{ status: 500 }, 'overload'],
    [{ status: 529, code: 'overloaded_error' }, 'overload'],
    [{ status: 429, code: 'rate_limit_error' }, 'overload'],
    [{ code: 'connection_failed' }, 'overload'],
    [{ code: 'error_during_execution', text: '[ede_diagnostic] x' }, 'overload'],
    [{ code: 'error_max_turns' }, 'overload'],
    [{ code: 'max_output_tokens' }, 'overload'],
    [{}, 'overload'],
    [{ status: 400, code: 'invalid_request_error' }, 'permanent'],
    [{ status: 413, code: 'image_error' }, 'permanent'],
    [{ code: 'blocking_limit' }, 'permanent'],
    [{ code: 'prompt_too_long' }, 'permanent'],
    [{ status: 404 }, 'permanent'],
    [{ status: 401 }, 'person'],
    [{ status: 403 }, 'person'],
    [{ status: 402 }, 'person'],
    [{ code: 'refusal' }, 'person'],
    [{ code: 'error_max_budget_usd' }, 'person'],
    [{ status: 400, text: 'Your credit balance is too low to access the API' }, 'person'],
    [{ code: 'usage_limit_reached', status: 429 }, 'limit'],
    [{ status: 429, text: "You're out of extra usage · resets 9am (UTC)" }, 'limit'],
  ] as const)('%j is %s', (facts, kind) => {
    expect(judge(failed(facts)).kind).toBe(kind);
  });

  it.each([
    [403, 'Failed to authenticate. API Error: 403 <html><head><title>403 Forbidden</title>'],
    [401, 'Please run /login · API Error: 401 <!DOCTYPE html><title>Sign in to the guest network'],
    [511, 'API Error: 511 <html><title>Network Authentication Required</title>'],
    [499, 'API Error: 499 client closed request'],
  ])('passes by itself where not the API answered: %s %s', (status, text) => {
    const outcome = judge(failed({ status, code: 'authentication_failed', text }));
    expect(outcome).toMatchObject({ kind: 'overload', reach: 'session' });
  });

  it('without an answer is an outage of this machine', () => {
    expect(judge(failed({ code: 'connection_failed' }))).toMatchObject({ reach: 'machine' });
  });

  it('of the API itself is an outage for the whole account, in HTML too', () => {
    const outcome = judge(failed({ status: 502, text: 'API Error: 502 <html>Bad Gateway' }));
    expect(outcome).toEqual({ kind: 'overload', reason: expect.any(String) as string });
  });

  it.each([
    [407, 'API Error: 407 Proxy Authentication Required', 'HTTPS_PROXY'],
    [404, 'API Error: 404 <!DOCTYPE html><title>Not Found</title>', 'ANTHROPIC_BASE_URL'],
    [405, 'API Error: 405 <html><title>405 Not Allowed</title>', 'ANTHROPIC_BASE_URL'],
    [400, 'API Error: 400 <html><title>400 Bad Request</title>', 'ANTHROPIC_BASE_URL'],
    [
      403,
      'API Error: 403 {"error":{"type":"forbidden","message":"Request not allowed"}}',
      '/login',
    ],
    [403, 'Please run /login · API Error: 403 Request not allowed', '/login'],
  ])('is tried again and then needs a person: %s %s', (status, text, cure) => {
    expect(judge(failed({ status, text }))).toMatchObject({
      kind: 'person',
      cure: expect.stringContaining(cure) as string,
      fresh: 'renewal',
    });
  });

  it.each([
    'API Error: 400 {"error":{"message":"cannot load the image: 403 Forbidden: <html>"}}',
    'API Error: 400 the model in region us-east-1 is not supported',
    'API Error: 400 Access to region is not allowed by your organization policy',
    'API Error: 400 {"error":{"message":"Request not allowed in this state"}}',
  ])('keeps its fresh conversation where a 400 only quotes such words: %s', (text) => {
    const outcome = judge(failed({ status: 400, code: 'invalid_request_error', text }));
    expect(outcome).toMatchObject({ kind: 'permanent', fresh: 'conversation' });
  });

  it('in a country without the provider names the network, not the login', () => {
    const text = 'Access to Anthropic models is not allowed from unsupported countries or regions.';
    expect(judge(failed({ status: 403, text }))).toMatchObject({
      kind: 'person',
      cure: 'check the VPN or proxy of this machine',
      fresh: 'renewal',
    });
  });

  it('goes by the error of its own turn, not by one that an earlier turn got over', () => {
    const earlier: AgentEvent[] = [error('billing_error'), failed({ status: 400 })];
    expect(judge(...earlier, failed({ status: 500 })).kind).toBe('overload');
    expect(judge(...earlier).kind).toBe('person');
  });

  it('is classed by the error when no result came after it', () => {
    expect(judge({ kind: 'started' }, error('authentication_failed')).kind).toBe('person');
  });

  it('is a limit without a result when that is the last that was heard', () => {
    expect(judge({ kind: 'limit', until: 5 })).toEqual({
      kind: 'limit',
      reason: 'usage limit',
      until: 5,
    });
  });

  it('is no limit when the turn failed for another reason', () => {
    expect(judge({ kind: 'limit', until: 5 }, failed({ status: 500 })).kind).toBe('overload');
    expect(judge({ kind: 'limit', until: 5 }, failed({ status: 429 })).kind).toBe('limit');
  });

  it('reads the reset from the text when no event had it', () => {
    const text = "You've hit your session limit · resets 8:12am (UTC)";
    const until = Date.UTC(2026, 10, 22, 8, 12);
    expect(judge(failed({ status: 429, text }))).toEqual({
      kind: 'limit',
      reason: `usage limit: ${text}`,
      until,
    });
    expect(judge({ kind: 'limit', until: 7 }, failed({ status: 429, text }))).toMatchObject({
      until: 7,
    });
    const later = { status: 429, text: 'You’ve hit your limit' };
    expect(judge(failed(later))).toEqual({ kind: 'limit', reason: `usage limit: ${later.text}` });
  });

  it('is a bound on money, which no reset lifts, and no window', () => {
    const text = "You've hit your monthly spend limit";
    expect(judge(failed({ status: 429, text }))).toMatchObject({
      kind: 'person',
      reason: `credits or billing: ${text}`,
    });
    // But a window that the provider itself names is one.
    expect(judge({ kind: 'limit', until: 5 }, failed({ status: 429, text })).kind).toBe('limit');
  });

  it('never reads a window from what the agent says or a tool prints', () => {
    const said: AgentEvent = {
      kind: 'activity',
      text: "You've hit your session limit · resets 8am",
    };
    expect(judge(said, failed({ status: 500 })).kind).toBe('overload');
    expect(judge(said).kind).toBe('overload');
  });

  it('gives its reason in one line of at most 500 characters', () => {
    const outcome = judge(failed({ status: 500, text: 'x'.repeat(500) }));
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/^[^\n]{500}$/) as string });
  });
});

describe('the permission mode of a Claude', () => {
  it('is in its first event', () => {
    const init = { type: 'system', subtype: 'init', permissionMode: 'default' };
    expect(claude.parse(JSON.stringify(init))).toEqual([
      { kind: 'started', permissionMode: 'default' },
    ]);
  });

  it('does not turn a good turn with a denied tool into a failure', () => {
    const denied: AgentEvent = { kind: 'denied', text: 'Write: not granted' };
    const started: AgentEvent = { kind: 'started', permissionMode: 'bypassPermissions' };
    expect(judge(started, denied, { kind: 'finished', ok: true, text: 'Done.' }).kind).toBe('ok');
  });
});

describe('a Claude that does not begin', () => {
  it.each([
    ['Error: Session ID 1 is already in use.', 'overload'],
    ["error: option '--max-turns <turns>' argument 'x' is invalid.", 'permanent'],
    ['Error: claude native binary not installed', 'permanent'],
    ['Error: piped stdin input exceeds 10MB. Pass large content', 'permanent'],
    ['Error: Input must be provided either through stdin or as a prompt argument', 'permanent'],
    ['Error: Invalid MCP configuration:\nMCP config file not found: /nope', 'permanent'],
    ['Error: Settings file not found: /nope', 'permanent'],
    ['Invalid API key · Please run /login', 'person'],
    ['env: ‘node’: No such file or directory', 'permanent'],
    ['something else', 'overload'],
  ])('%s is %s', (stderr, kind) => {
    expect(atStart(stderr).kind).toBe(kind);
  });
});

describe('an attempt that ran into our time limit', () => {
  const NOW = 1_800_000_000_000;
  const RESET = NOW + 3 * 60 * 60_000;
  const retrying: AgentEvent = { kind: 'retrying', text: '429 rate_limit, attempt 4' };
  const judged = (cause: 'timeout' | 'idle' | 'log-limit', ...events: AgentEvent[]) =>
    claude.judge({ ...evidence(events, { cause }), now: NOW });

  it.each(['timeout', 'idle'] as const)(
    'because the CLI waited for the reset of a usage limit has met that limit: %s',
    (cause) => {
      const outcome = judged(cause, { kind: 'limit', until: RESET }, retrying);
      expect(outcome).toMatchObject({ kind: 'limit', until: RESET });
    },
  );

  it('is a time limit where the CLI was at work, or the reset is past', () => {
    expect(judged('timeout', retrying)).toMatchObject({ kind: 'overload' });
    expect(judged('timeout', { kind: 'limit', until: NOW - 1 }, retrying).kind).toBe('overload');
    expect(judged('timeout', { kind: 'limit', until: RESET }, error('x')).kind).toBe('overload');
    expect(judged('log-limit', { kind: 'limit', until: RESET }).kind).toBe('overload');
  });
});
