import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claude } from '../../../../src/adapters/providers/claude/claude.ts';
import { transcriptsOf } from '../transcripts.ts';

const parse = (line: object) => claude.parse(JSON.stringify(line));
const words = (text: string) => ({ content: [{ type: 'text', text }] });

describe('a line of Claude', () => {
  it('says who works, with what, and who pays', () => {
    const run = transcriptsOf('claude').find((it) => it.name === 'claude-2.1.330/claude-ok');
    expect(run?.lines.flatMap((line) => claude.parse(line))).toEqual([
      {
        kind: 'started',
        permissionMode: 'bypassPermissions',
        agentSession: '65aa593b-5b91-4e08-8ce2-7a25bdd90ab0',
        model: 'claude-opus-5-5',
        cliVersion: '2.1.330',
        billing: 'ANTHROPIC_API_KEY',
      },
      { kind: 'activity', text: 'Writing the signal file.' },
      {
        kind: 'activity',
        text: `Bash: printf '{"status":"done"}' > _signal.json && echo written`,
        isToolCall: true,
      },
      { kind: 'activity', text: 'Done: signal written.' },
      {
        kind: 'finished',
        ok: true,
        text: 'Done: signal written.',
        costUsd: 0.012039999999999999,
        usage: { inputTokens: 3600, cachedInputTokens: 1000, outputTokens: 72 },
        turns: 2,
      },
    ]);
  });

  it('counts the tokens of all models', () => {
    const run = transcriptsOf('claude').find((it) => it.name === 'claude-2.1.330/subagent');
    expect(run?.lines.flatMap((line) => claude.parse(line)).at(-1)).toMatchObject({
      usage: { inputTokens: 400, cachedInputTokens: 0, outputTokens: 80 },
    });
  });

  it('takes the tokens of the main thread where the CLI lists no models', () => {
    const usage = { input_tokens: 5, cache_read_input_tokens: 3, cache_creation_input_tokens: 2 };
    expect(parse({ type: 'result', is_error: false, usage })).toMatchObject([
      { usage: { inputTokens: 10, cachedInputTokens: 3, outputTokens: 0 } },
    ]);
  });

  it('names the tool and what it is at', () => {
    const tool = (name: string, input: object) =>
      parse({ type: 'assistant', message: { content: [{ type: 'tool_use', name, input }] } });
    expect(tool('Edit', { file_path: 'src/x.ts', old_string: 'a' })).toEqual([
      { kind: 'activity', text: 'Edit src/x.ts', isToolCall: true },
    ]);
    expect(tool('Bash', { command: 'npm test\nrm x' })).toEqual([
      { kind: 'activity', text: 'Bash: npm test rm x', isToolCall: true },
    ]);
    expect(tool('Odd', { n: 1 })).toEqual([{ kind: 'activity', text: 'Odd', isToolCall: true }]);
  });

  it('shows only the first line of a text, cut and harmless', () => {
    const text = `\n\u001b[31m${'x'.repeat(400)}\nsecond`;
    const [event] = parse({ type: 'assistant', message: words(text) });
    expect(event).toEqual({ kind: 'activity', text: `${'x'.repeat(299)}…` });
  });

  it('reads an API error from the assistant, but not from a subagent', () => {
    const line = {
      type: 'assistant',
      error: 'billing_error',
      api_error_status: 400,
      message: words('no'),
    };
    expect(parse(line)).toEqual([
      { kind: 'error', code: 'billing_error', status: 400, text: 'no' },
    ]);
    expect(parse({ ...line, parent_tool_use_id: 'toolu_1' })).toEqual([
      { kind: 'activity', text: 'no', byCli: true },
    ]);
  });

  it('reads a used-up window in seconds or milliseconds, and only when it is used up', () => {
    const event = (info: object) => parse({ type: 'rate_limit_event', rate_limit_info: info });
    const until = 1_795_333_203_000;
    const limit = [{ kind: 'limit', until }];
    expect(event({ status: 'rejected', resetsAt: until / 1000 })).toEqual(limit);
    expect(event({ status: 'rejected', resetsAt: until })).toEqual(limit);
    expect(event({ status: 'rejected' })).toEqual([{ kind: 'limit' }]);
    expect(event({ status: 'rejected', resetsAt: 'soon' })).toEqual([{ kind: 'limit' }]);
    expect(event({ status: 'allowed_warning', resetsAt: 1 })).toMatchObject([{ kind: 'quota' }]);
    expect(event({ status: 'rejected', isUsingOverage: true })).toEqual([]);
  });

  it('reads how much of each window is used, and the warning of the window that the event is about', () => {
    const uses = (info: object) =>
      parse({ type: 'rate_limit_event', rate_limit_info: info }).flatMap((event) =>
        event.kind === 'quota' ? event.windows : [],
      );
    const until = 1_795_333_203_000;
    const five = { minutes: 300, isWarned: false, until: undefined };
    const about = { rateLimitType: 'five_hour', resetsAt: until / 1000, utilization: 0.93 };
    expect(uses({ status: 'allowed_warning', ...about })).toEqual([
      { minutes: 300, used: 93, isWarned: true, until },
    ]);
    expect(uses({ status: 'allowed', rateLimitType: 'five_hour', utilization: 0.7999 })).toEqual([
      { ...five, used: 79.99 },
    ]);
    const windows = { seven_day: { utilization: 0.3, resetsAt: until }, seven_day_opus: {} };
    expect(uses({ status: 'rejected', ...about, unifiedWindows: windows })).toEqual([
      { minutes: 10_080, used: 30, isWarned: false, until },
      { minutes: 10_080, used: undefined, isWarned: false, until: undefined, model: 'opus' },
    ]);
    for (const utilization of [-1, 81, 'much', null]) {
      expect(uses({ status: 'allowed', utilization })).toEqual([{ ...five, used: undefined }]);
    }
    expect(uses({ status: 'allowed', rateLimitType: 'overage', utilization: 1 })).toEqual([]);
  });

  it('says that the CLI retries by itself', () => {
    const line = { type: 'system', subtype: 'api_retry', attempt: 2, max_retries: 10 };
    expect(parse({ ...line, error_status: 529, error: 'overloaded' })).toEqual([
      { kind: 'retrying', text: 'retrying (529 overloaded), attempt 2 of 10' },
    ]);
    expect(parse({ ...line, error_status: null })).toEqual([
      { kind: 'retrying', text: 'retrying (no answer), attempt 2 of 10' },
    ]);
  });

  it('tells each denial once, from the line that announces it or else from the result', () => {
    const run = transcriptsOf('claude').find((it) => it.name === 'claude-2.1.330/perm-default');
    const denied = run?.lines
      .flatMap((line) => claude.parse(line))
      .filter((event) => event.kind === 'denied');
    expect(denied).toHaveLength(1);
    expect(denied?.[0]?.text).toMatch(/^Bash: touch in .* needs approval/);
    const old = { type: 'result', is_error: false };
    const call = { tool_name: 'Bash', tool_input: { command: 'touch made' } };
    expect(parse({ ...old, permission_denials: [call] })[0]).toEqual({
      kind: 'denied',
      text: 'Bash: touch made',
    });
  });

  it('warns of MCP servers and plugins that failed, and of a hook without a verdict', () => {
    const init = {
      type: 'system',
      subtype: 'init',
      mcp_servers: [
        { name: 'good', status: 'connected' },
        { name: 'db\u001b[31m', status: 'failed', error: 'ECONNREFUSED' },
      ],
      plugin_errors: ['no such folder /x', { plugin: 'p', message: 'bad manifest' }, { odd: 1 }],
    };
    expect(parse(init).slice(1)).toEqual(
      [
        'the MCP server db failed to start: ECONNREFUSED; the agent works without it',
        'a plugin of Claude Code failed to load: no such folder /x',
        'a plugin of Claude Code failed to load: p: bad manifest',
        'a plugin of Claude Code failed to load: {"odd":1}',
      ].map((text) => ({ kind: 'warning', text })),
    );
    const hook = { type: 'system', subtype: 'informational', content: 'Stop hook: exit 1' };
    expect(parse({ ...hook, tag: 'hook_no_verdict' })).toEqual([
      { kind: 'warning', text: 'a hook of Claude Code gave no verdict: Stop hook: exit 1' },
    ]);
    expect(parse(hook)).toEqual([]);
    const line = JSON.stringify({ ...hook, tag: 'hook_no_verdict' });
    expect(claude.verdictMarks.some((mark) => line.includes(mark))).toBe(true);
  });

  it('takes a cost for unknown when a model has no list price', () => {
    const result = { type: 'result', is_error: false, result: 'ok', total_cost_usd: 0.5 };
    const listed = { inputTokens: 1, outputTokens: 1, costBasis: 'list' };
    expect(parse({ ...result, modelUsage: { a: listed } })).toMatchObject([{ costUsd: 0.5 }]);
    const [negative] = parse({ ...result, total_cost_usd: -5 });
    expect(negative).not.toHaveProperty('costUsd');
    const [warning, finished] = parse({
      ...result,
      modelUsage: { a: listed, b: { ...listed, costBasis: 'unknown' } },
    });
    expect(warning).toMatchObject({
      kind: 'warning',
      text: 'Claude Code has no list price for b: what this attempt cost is unknown',
    });
    expect(finished).toMatchObject({ kind: 'finished', isCostUnknown: true });
    expect(finished).not.toHaveProperty('costUsd');
  });

  it('ignores unknown types, broken lines and fields of the wrong type', () => {
    for (const line of [
      '',
      '{',
      'null',
      '[]',
      '3',
      '"x"',
      '{"type":3}',
      '{"type":"news"}',
      '{"a":1}',
    ]) {
      expect(claude.parse(line)).toEqual([]);
    }
    expect(parse({ type: 'assistant', message: { content: 'text' } })).toEqual([]);
    expect(parse({ type: 'assistant', message: 7, error: {} })).toEqual([]);
    expect(parse({ type: 'result', is_error: 'no', result: 5, modelUsage: [], usage: '' })).toEqual(
      [{ kind: 'finished', ok: false, text: '' }],
    );
  });

  it('throws for nothing, and every text is short and printable', () => {
    const type = fc.constantFrom(
      'system',
      'assistant',
      'rate_limit_event',
      'result',
      'tool_progress',
    );
    const subtype = fc.constantFrom('init', 'api_retry', 'permission_denied', 'status', 'success');
    const record = fc.record(
      {
        type,
        subtype: fc.oneof(subtype, fc.jsonValue()),
        message: fc.oneof(fc.jsonValue(), fc.record({ content: fc.array(fc.jsonValue()) })),
        error: fc.jsonValue(),
        result: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        rate_limit_info: fc.jsonValue(),
        permission_denials: fc.jsonValue(),
        modelUsage: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      record.map((it) => JSON.stringify(it)),
    );
    fc.assert(
      fc.property(line, (text) => {
        for (const event of claude.parse(text)) {
          if (!('text' in event)) continue;
          expect(event.text.length).toBeLessThanOrEqual(500);
          expect(event.text).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
