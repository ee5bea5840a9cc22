import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transcriptOf } from '../../../src/adapters/providers/transcripts.ts';
import { paint } from '../../../src/cli/render/live/paint.ts';
import { openTranscript } from '../../../src/cli/render/reading/transcript.ts';
import { transcriptsOf } from './transcripts.ts';

const ALL = [...transcriptsOf('claude'), ...transcriptsOf('codex')];

/** A recorded run as a person reads it. */
function shown(name: string, verbose = false): string {
  const { lines } = ALL.find((one) => one.name === name)!;
  const writer = openTranscript({ colours: paint(false), width: undefined, verbose, folders: [] });
  const items = lines.flatMap((line) => transcriptOf(line));
  return items.map((item) => writer.lines(item)).join('') + writer.end();
}

it('lost writes of the CLI are a note, in one printable line', () => {
  const lost = ['transcript', 'global_config\n\u001b[31m'];
  const event = { type: 'system', subtype: 'session_writes_lost', error_code: 'ENOSPC', lost };
  const writer = openTranscript({
    colours: paint(false),
    width: undefined,
    verbose: false,
    folders: [],
  });
  const items = transcriptOf(JSON.stringify(event));
  const text = items.map((item) => writer.lines(item)).join('') + writer.end();
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  expect(text).toContain('could not save all of its session (ENOSPC): transcript, global_config');
  expect(text).not.toContain('\u001b');
});

describe('a recorded run reads as what happened', () => {
  it('a good one: words, tool, outcome, cost', () => {
    expect(shown('claude-2.1.330/claude-ok').split('\n')).toEqual([
      'agent started: claude-opus-5-5, 2.1.330, ANTHROPIC_API_KEY',
      '(thinks) I should write the signal.',
      'Writing the signal file.',
      `• Bash: printf '{"status":"done"}' > _signal.json && echo written`,
      '  ok: written',
      'Done: signal written.',
      'ended well: 0 s, 2 turns, $0.01, 3.7k tokens',
      '',
    ]);
    expect(shown('codex-0.169.0/codex-ok').split('\n')).toEqual([
      'agent started',
      '(thinks) I should write the signal file.',
      'Writing the signal file.',
      String.raw`• Shell: printf '{\"status\":\"done\"}' > _signal.json && echo written`,
      '  ok: written',
      'Done: signal written.',
      'ended well: 2.7k tokens',
      '',
    ]);
  });

  it.each([
    ['claude-2.1.330/subagent', '│ • Bash: touch by_sub\n│   ok: (Bash completed'],
    ['claude-2.1.330/subagent', '  ok (Agent: sub)\n'],
    ['claude-2.1.330/429-once', 'retrying (429 rate_limit), attempt 1 of 10\n'],
    ['claude-2.1.330/oauth-usage-limit', 'limit: the usage window is used up until '],
    [
      'claude-2.1.330/oauth-usage-limit',
      "error: usage_limit_reached 429 You've hit your 5-hour limit",
    ],
    ['claude-2.1.330/perm-default', 'denied: Bash: touch in'],
    ['claude-2.1.330/perm-default', '  FAILED: touch in'],
    ['claude-2.1.330/compact-auto', 'the conversation was compacted\n'],
    ['claude-2.1.330/529-fallback', 'ended well'],
    [
      'claude-2.1.330/maxturns',
      'ended badly: 0 s, 2 turns, $0.0008, 120 tokens: error_max_turns: Reached',
    ],
    ['claude-2.1.330/end-bg-default', 'task stopped: Background command'],
    ['claude-2.1.197/credit', 'ended badly'],
    ['codex-0.169.0/cmd-fails', '  FAILED\n    exit 3\n    oops\n'],
    ['codex-0.169.0/patch', '• Edit: /lab/work/hello.txt\n  ok\n'],
    ['codex-0.169.0/401', 'Reconnecting... 5/5'],
    ['codex-0.169.0/429-usage-limit', 'ended badly: You’ve hit your usage limit'],
    ['codex-0.169.0/codex-ok-classic', 'Model metadata for `fake-model` not found'],
    ['codex-0.169.0/subagent', '• Agent: wait\n  ok\n'],
  ])('%s says %j', (name, words) => {
    expect(shown(name)).toContain(words);
  });

  it.each(ALL.map(({ name }) => name))('%s holds nothing that nobody knows', (name) => {
    expect(shown(name, true)).not.toContain('not shown:');
  });
});

describe('lines nobody recorded', () => {
  it('unknown events are quiet, and counted for who asks', () => {
    const writer = openTranscript({ colours: paint(false), width: 80, verbose: true, folders: [] });
    const lines = ['{"type":"system","subtype":"new"}', '{"type":"newer"}', '{"type":"newer"}'];
    expect(
      lines
        .flatMap(transcriptOf)
        .map((item) => writer.lines(item))
        .join(''),
    ).toBe('');
    expect(writer.end()).toBe('not shown: 1 × system/new, 2 × newer\n');
  });

  it('todo lists of both CLIs are ticked', () => {
    const claude = {
      content: [
        {
          type: 'tool_use',
          name: 'TodoWrite',
          input: {
            todos: [
              { content: 'a', status: 'completed' },
              { content: 'b', status: 'in_progress' },
            ],
          },
        },
      ],
    };
    expect(transcriptOf(JSON.stringify({ type: 'assistant', message: claude }))).toEqual([
      {
        kind: 'todos',
        todos: [
          { text: 'a', state: 'done' },
          { text: 'b', state: 'doing' },
        ],
      },
    ]);
    const item = { id: 'x', type: 'todo_list', items: [{ text: 'a', completed: false }] };
    expect(transcriptOf(JSON.stringify({ type: 'item.completed', item }))).toEqual([
      { kind: 'todos', todos: [{ text: 'a', state: 'open' }] },
    ]);
  });

  it('outcomes that come out of order name their call', () => {
    const call = (id: string): string =>
      JSON.stringify({
        type: 'assistant',
        message: { content: [{ type: 'tool_use', id, name: 'Read', input: { file_path: id } }] },
      });
    const result = (id: string): string =>
      JSON.stringify({
        type: 'user',
        message: { content: [{ type: 'tool_result', tool_use_id: id, content: 'x' }] },
      });
    const writer = openTranscript({
      colours: paint(false),
      width: 80,
      verbose: false,
      folders: [],
    });
    const text = [call('a'), call('b'), result('b'), result('a')]
      .flatMap(transcriptOf)
      .map((item) => writer.lines(item))
      .join('');
    expect(text).toBe('• Read: a\n• Read: b\n  ok: x\n  ok (Read: a): x\n');
  });

  it('whatever stands there, nothing throws and nothing reaches the terminal as a control', () => {
    const evil = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .tuple(
          fc.constantFrom(
            'assistant',
            'user',
            'result',
            'system',
            'item.completed',
            'error',
            'turn.failed',
          ),
          fc.string({ unit: 'binary' }),
        )
        .map(([type, text]) =>
          JSON.stringify({
            type,
            subtype: text,
            message: {
              content: [
                { type: 'text', text },
                { type: 'tool_use', name: text, input: { command: text } },
                { type: 'tool_result', content: text },
              ],
            },
            item: { type: 'command_execution', command: text, aggregated_output: text },
            error: { message: text },
            result: text,
          }),
        ),
    );
    fc.assert(
      fc.property(evil, fc.boolean(), (line, verbose) => {
        const writer = openTranscript({ colours: paint(false), width: 40, verbose, folders: [] });
        const text =
          transcriptOf(line)
            .map((item) => writer.lines(item))
            .join('') + writer.end();
        expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });
});
