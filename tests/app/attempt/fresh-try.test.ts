import { describe, expect, it } from 'vitest';
import { claude } from '../../../src/adapters/providers/claude/claude.ts';
import { codex } from '../../../src/adapters/providers/codex/codex.ts';
import type { AgentEvent } from '../../../src/domain/provider/agent-event.ts';
import {
  freshReasons,
  freshTries,
  ofConversation,
} from '../../../src/domain/provider/fresh-try.ts';
import type { Outcome } from '../../../src/domain/provider/outcome.ts';
import type { Provider } from '../../../src/domain/provider/provider.ts';
import { evidence } from '../../adapters/providers/fixtures.ts';

const line = (value: object): string => JSON.stringify(value);
const claudeTool = (name: string) =>
  line({ type: 'assistant', message: { content: [{ type: 'tool_use', name, input: {} }] } });
const claudeText = line({
  type: 'assistant',
  message: { content: [{ type: 'text', text: 'I begin' }] },
});
const claudeEnd = (fields: object) => line({ type: 'result', is_error: true, ...fields });
const codexItem = (item: object) => line({ type: 'item.completed', item });
const codexEnd = (message: string) => line({ type: 'turn.failed', error: { message } });
const SHELL = { type: 'command_execution', command: 'npm test', status: 'completed' };

/** The fresh attempt after this output; undefined: none. */
function freshAfter(provider: Provider, lines: readonly string[], seen = lines): unknown {
  const events: readonly AgentEvent[] = seen.flatMap((one) => provider.parse(one));
  const judged = provider.judge(evidence(events, { exitCode: 1 }));
  const outcome = ofConversation(judged, provider, { events, log: () => lines.join('\n') });
  expect(['person', 'permanent']).toContain(outcome.kind);
  return 'fresh' in outcome ? outcome.fresh : undefined;
}

describe('a conversation that fails', () => {
  it.each([
    ['claude', claude, claudeTool('Read'), claudeEnd({ result: 'Prompt is too long' })],
    ['claude', claude, claudeTool('Read'), claudeEnd({ api_error_status: 400, result: 'image' })],
    ['claude', claude, claudeTool('Read'), claudeEnd({ api_error_status: 413, result: 'large' })],
    ['claude', claude, claudeTool('Read'), claudeEnd({ stop_reason: 'refusal', num_turns: 2 })],
    ['codex', codex, codexItem(SHELL), codexEnd("Codex ran out of room in the model's context")],
    ['codex', codex, codexItem(SHELL), codexEnd('unexpected status 400 Bad Request: image')],
    ['codex', codex, codexItem(SHELL), codexEnd('Incomplete response, reason: content_filter')],
    ['codex', codex, codexItem({ type: 'file_change', changes: [] }), codexEnd('status: 413 x')],
  ])('gets a fresh attempt after a tool call: %s %#', (_, provider, tool, end) => {
    expect(freshAfter(provider, [tool, end])).toBe('conversation');
    // A tool call that was not parsed while the CLI ran is found in its log.
    expect(freshAfter(provider, [tool, end], [end])).toBe('conversation');
  });

  it.each([
    ['claude', claude, claudeText, claudeEnd({ result: 'Prompt is too long', num_turns: 1 })],
    ['claude', claude, claudeText, claudeEnd({ api_error_status: 400, num_turns: 1 })],
    // After a refusal the CLI tries once more by itself.
    ['claude', claude, claudeText, claudeEnd({ stop_reason: 'refusal', num_turns: 2 })],
    ['codex', codex, codexItem({ type: 'agent_message', text: 'I begin' }), codexEnd('{"x":1}')],
    ['codex', codex, codexItem({ type: 'reasoning', text: 'hm' }), codexEnd('x content_filter')],
  ])('gets no fresh attempt where no tool was called: %s %#', (_, provider, words, end) => {
    const ends = end.includes('{\\"x') || end.includes('x content') ? codexEnd('status: 400') : end;
    expect(freshAfter(provider, [words, ends])).toBeUndefined();
  });

  it('gets a fresh attempt after a second turn, even without a tool call', () => {
    const end = claudeEnd({ result: 'Prompt is too long', num_turns: 84 });
    expect(freshAfter(claude, [claudeText, end])).toBe('conversation');
  });
});

describe('a login that is refused', () => {
  it.each([
    ['claude', claude, claudeEnd({ api_error_status: 401, result: 'Invalid authentication' })],
    [
      'claude',
      claude,
      claudeEnd({ result: 'Please run /login · API Error: 401 {"type":"error"}' }),
    ],
    ['claude', claude, claudeEnd({ result: 'OAuth token revoked · Please run /login' })],
    ['claude', claude, claudeEnd({ result: 'Login expired · Please run /login' })],
    ['codex', codex, codexEnd('unexpected status 401 Unauthorized: token_expired')],
    [
      'codex',
      codex,
      codexEnd(
        'Your access token could not be refreshed because your refresh token was revoked. Please log out and sign in again.',
      ),
    ],
    [
      'codex',
      codex,
      codexEnd(
        'Your authentication session could not be refreshed automatically. Please log out and sign in again.',
      ),
    ],
  ])('may be renewed by another process: %s %#', (_, provider, end) => {
    expect(freshAfter(provider, [end])).toBe('renewal');
  });

  it.each([
    ['claude', claude, claudeEnd({ result: 'Not logged in · Please run /login' })],
    ['claude', claude, claudeEnd({ api_error_status: 403, result: 'Forbidden' })],
    ['codex', codex, codexEnd('Missing environment variable: `CODEX_API_KEY`.')],
    ['codex', codex, codexEnd('unexpected status 403 Forbidden: x')],
  ])('needs a person where no login exists or it is forbidden: %s %#', (_, provider, end) => {
    expect(freshAfter(provider, [end])).toBeUndefined();
  });
});

describe('the attempts of an iteration', () => {
  it('tell which of them a fresh one followed, and why', () => {
    const person = (reason: string, fresh?: 'renewal' | 'conversation'): Outcome => ({
      ...{ kind: 'person', reason, cure: '' },
      ...(fresh !== undefined && { fresh }),
    });
    const ends = [
      { outcome: person('401', 'renewal') },
      { outcome: { kind: 'overload', reason: '529' } as const },
      { outcome: person('full', 'conversation') },
      { outcome: person('full', 'conversation') },
    ];
    expect(freshTries(ends)).toEqual(['renewal', 'conversation']);
    expect(freshReasons(ends)).toEqual(['401', 'full']);
  });
});
