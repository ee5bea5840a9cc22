import { expect, it } from 'vitest';
import { assetsOf, frontmatterOf, tokensOf } from '../support/assets.ts';

/** Tokens; generous, so that a text is cut when it grows and not when a word is added. */
const WORKFLOW_LIMIT = 4500;
const AGENT_LIMIT = 1800;

it('what every iteration is told stays small', () => {
  const [workflow] = assetsOf('workflow');
  const base = tokensOf(workflow!.text);
  const rows = assetsOf('agent').map(({ name, text }) => ({
    agent: name,
    tokens: tokensOf(frontmatterOf(text).body),
  }));
  console.log(`workflow.md: about ${base} tokens (limit ${WORKFLOW_LIMIT})`);
  for (const { agent, tokens } of rows) {
    console.log(`${agent.padEnd(22)} ${tokens}, with the workflow ${base + tokens}`);
  }
  expect(base).toBeLessThan(WORKFLOW_LIMIT);
  for (const { agent, tokens } of rows) expect(tokens, agent).toBeLessThan(AGENT_LIMIT);
});
