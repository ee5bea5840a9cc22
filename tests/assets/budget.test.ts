import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { assetsOf, frontmatterOf } from '../support/assets.ts';

/** A text that grows is cut elsewhere; tests/real/support/token-budget.ts counts whole requests. */
const WORKFLOW_LIMIT = 2750;
const AGENT_LIMIT = 1250;

it('what every iteration is told stays small', () => {
  const [workflow] = assetsOf('workflow');
  expect(countTokens(workflow!.text)).toBeLessThan(WORKFLOW_LIMIT);
  for (const { name, text } of assetsOf('agent')) {
    expect(countTokens(frontmatterOf(text).body), name).toBeLessThan(AGENT_LIMIT);
  }
});
