import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codex } from '../../../../src/adapters/providers/codex/codex.ts';
import { transcriptsOf } from '../transcripts.ts';

const parse = (line: object) => codex.parse(JSON.stringify(line));
const item = (fields: object) => parse({ type: 'item.completed', item: fields });

describe('a line of Codex', () => {
  it('says which thread it is, what is done and what it took', () => {
    const run = transcriptsOf('codex').find((it) => it.name === 'codex-0.169.0/codex-ok');
    const command = {
      kind: 'activity',
      text: String.raw`Shell: printf '{\"status\":\"done\"}' > _signal.json && echo written`,
      isToolCall: true,
    };
    expect(run?.lines.flatMap((line) => codex.parse(line))).toEqual([
      { kind: 'started', agentSession: '01a201c7-2347-7741-acc7-f69705bc9267' },
      { kind: 'activity', text: 'I should write the signal file.' },
      { kind: 'activity', text: 'Writing the signal file.' },
      command,
      command,
      { kind: 'activity', text: 'Done: signal written.' },
      {
        kind: 'finished',
        ok: true,
        text: '',
        usage: { inputTokens: 2600, cachedInputTokens: 1000, outputTokens: 72 },
      },
    ]);
  });

  it('shows edits, tools and searches', () => {
    const shown = (fields: object) => item(fields).map((event) => 'text' in event && event.text);
    expect(shown({ type: 'file_change', changes: [{ path: 'a' }, { path: 'b' }] })).toEqual([
      'Edit a, b',
    ]);
    expect(shown({ type: 'mcp_tool_call', server: 's', tool: 't' })).toEqual(['MCP: s t']);
    expect(shown({ type: 'web_search', query: 'q' })).toEqual(['Search: q']);
    expect(shown({ type: 'command_execution', command: "/bin/bash -lc 'npm test'" })).toEqual([
      'Shell: npm test',
    ]);
    expect(shown({ type: 'command_execution', command: 'npm test' })).toEqual(['Shell: npm test']);
  });

  it('takes an error item for a warning, and an error while it reconnects for a retry', () => {
    expect(item({ type: 'error', message: 'careful' })).toEqual([
      { kind: 'activity', text: 'Warning: careful', byCli: true },
    ]);
    expect(
      parse({ type: 'error', message: 'Reconnecting... 2/5 (unexpected status 401)' }),
    ).toEqual([{ kind: 'retrying', text: 'Reconnecting... 2/5 (unexpected status 401)' }]);
  });

  it('reads status and code where the message holds them', () => {
    const failed = (message: string) => parse({ type: 'turn.failed', error: { message } })[0];
    expect(failed('unexpected status 401 Unauthorized: no, url: http://x')).toMatchObject({
      status: 401,
    });
    expect(failed('exceeded retry limit, last status: 429 Too Many Requests')).toMatchObject({
      status: 429,
    });
    const body = { error: { message: 'No such', code: null, type: 'bad' }, status: 400 };
    expect(failed(JSON.stringify(body))).toEqual({
      kind: 'finished',
      ok: false,
      code: 'bad',
      status: 400,
      text: 'No such',
    });
    expect(failed('{"error": 3}')).toEqual({ kind: 'finished', ok: false, text: '{"error": 3}' });
  });

  it('reads why a turn failed where the error is its message, or has none', () => {
    const failed = [{ kind: 'finished', ok: false, text: 'at capacity' }];
    expect(parse({ type: 'turn.failed', error: 'at capacity' })).toEqual(failed);
    expect(parse({ type: 'turn.failed', message: 'at capacity' })).toEqual(failed);
  });

  it('tells of a command that the sandbox declined', () => {
    const declined = { type: 'command_execution', command: 'git push', status: 'declined' };
    expect(item(declined)).toEqual([{ kind: 'denied', text: 'Shell: git push' }]);
  });

  it('ignores unknown types, broken lines and fields of the wrong type', () => {
    for (const line of ['', '{', 'null', '[]', '3', '{"type":3}', '{"type":"turn.started"}']) {
      expect(codex.parse(line)).toEqual([]);
    }
    expect(item({ type: 'brand_new', text: 7 })).toEqual([]);
    expect(parse({ type: 'turn.failed', error: 3 })).toEqual([
      { kind: 'finished', ok: false, text: '' },
    ]);
    expect(parse({ type: 'turn.completed', usage: 1 })).toEqual([
      { kind: 'finished', ok: true, text: '' },
    ]);
  });

  it('throws for nothing, and every text is short and printable', () => {
    const type = fc.constantFrom(
      ...[
        'thread.started',
        'turn.completed',
        'turn.failed',
        'error',
        'item.started',
        'item.completed',
      ],
    );
    const itemType = fc.constantFrom('agent_message', 'command_execution', 'file_change', 'error');
    const record = fc.record(
      {
        type,
        message: fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.jsonValue()),
        error: fc.oneof(fc.jsonValue(), fc.record({ message: fc.jsonValue() })),
        usage: fc.jsonValue(),
        item: fc.oneof(
          fc.jsonValue(),
          fc.record({
            type: itemType,
            text: fc.jsonValue(),
            command: fc.string(),
            changes: fc.jsonValue(),
          }),
        ),
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
        for (const event of codex.parse(text)) {
          if (!('text' in event)) continue;
          expect(event.text.length).toBeLessThanOrEqual(500);
          expect(event.text).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
