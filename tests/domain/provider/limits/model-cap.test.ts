import { expect, test } from 'vitest';
import { capKey, isCapped } from '../../../../src/domain/provider/limits/model-cap.ts';

test.each([
  ['Opus', 'opus', true],
  ['Opus', 'claude-opus-5-5', true],
  ['Opus 5.5', 'opus', true],
  ['Opus', 'sonnet', false],
  // A gateway's name does not tell the family.
  ['Opus', 'our-best', true],
  ['GPT-5.3-Codex-Spark', 'gpt-5.3-codex-spark', true],
  ['GPT-5.3-Codex-Spark', 'openai/gpt-5.3-codex-spark', true],
  ['GPT-5.3-Codex-Spark', 'gpt-5.3-codex', false],
  ['gpt-5.3-codex', 'gpt-5.3-codex-spark', false],
  ['Opus', undefined, true],
  ['Opus', 'default', true],
])('a cap on %s and an agent with the model %s: %s', (capped, model, isLimited) => {
  expect(isCapped(capKey(capped), model)).toBe(isLimited);
});
