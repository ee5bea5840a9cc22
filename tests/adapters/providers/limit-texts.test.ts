import { describe, expect, it } from 'vitest';
import { LIMIT_TEXTS, limitTextOf } from '../../../src/adapters/providers/limit-texts.ts';

describe('the table of limit texts', () => {
  it.each(LIMIT_TEXTS.map((row) => [row.example, row] as const))(
    'finds its own row: %s',
    (_, row) => {
      expect(limitTextOf(row.provider, row.example)).toBe(row);
    },
  );

  it.each([
    ['claude', "You've hit your weekly limit · resets Dec 3, 9am (Europe/Paris)", undefined],
    ['claude', "You've hit your session limit · resets 8:30pm (Asia/Tokyo)", undefined],
    ['claude', 'You have hit your Sonnet limit', 'sonnet'],
    ['claude', "You've hit your Opus weekly limit", 'opus'],
    ['claude', "You've hit your Fable limit · resets 3pm", 'fable'],
    ['claude', 'Your weekly limit has been reached', undefined],
    ['claude', "You've hit your org's monthly usage limit · resets Dec 1, 12am (UTC)", undefined],
    ['claude', 'Claude AI usage limit reached|1760004000', undefined],
    ['codex', 'You have reached your usage limit for GPT-5.3-Codex-Spark.', 'gpt-5.3-codex-spark'],
    ['codex', 'The usage limit has been reached', undefined],
  ] as const)('knows a window of %s: %s', (provider, text, model) => {
    expect(limitTextOf(provider, text)?.kind).toBe('window');
    const named = limitTextOf(provider, text)?.pattern.exec(text)?.groups?.['model'];
    expect(named?.toLowerCase()).toBe(model);
  });

  it.each([
    ['claude', "You've hit your monthly spend limit · raise it at https://example.org"],
    ['claude', "You've hit your individual spend limit"],
    ['claude', "You're out of usage credits · resets 3pm"],
    ['codex', 'Your workspace is out of credits. Add credits to continue.'],
    ['codex', 'You hit your spend cap set in your workspace. Increase your spend cap to continue.'],
  ] as const)('knows a limit of %s that only money lifts: %s', (provider, text) => {
    expect(limitTextOf(provider, text)?.kind).toBe('money');
  });
});
