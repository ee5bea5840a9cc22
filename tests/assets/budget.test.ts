import { expect, it } from 'vitest';
import { assetsOf, frontmatterOf, tokensOf } from '../support/assets.ts';

/** Tokens; generous, so that a text is cut when it grows and not when a word is added. */
const WORKFLOW_LIMIT = 4500;
const AGENT_LIMIT = 1800;
/** The names and descriptions of all skills, which the CLIs list in every prompt. */
const SKILL_LIST_LIMIT = 1500;

// `npm run sizes` prints them.
it('what every iteration is told stays small', () => {
  const [workflow] = assetsOf('workflow');
  const base = tokensOf(workflow!.text);
  const rows = assetsOf('agent').map(({ name, text }) => ({
    agent: name,
    tokens: tokensOf(frontmatterOf(text).body),
  }));
  expect(base).toBeLessThan(WORKFLOW_LIMIT);
  for (const { agent, tokens } of rows) expect(tokens, agent).toBeLessThan(AGENT_LIMIT);
});

it('the list of skills stays small', () => {
  const list = assetsOf('skill').map(({ name, text }) => {
    const { description = '' } = frontmatterOf(text).fields;
    return `- ${name}: ${description}`;
  });
  const tokens = tokensOf(list.join('\n'));
  expect(tokens).toBeLessThan(SKILL_LIST_LIMIT);
});
