import { expect, test } from 'vitest';
import { modelSetting } from '../../../../src/domain/models/model-setting.ts';
import {
  laneOf,
  laneOfEnvironment,
  payerWords,
} from '../../../../src/domain/provider/cost/billing.ts';
import { costOf } from '../../../../src/domain/provider/cost/usage.ts';

const TOKEN = { ANTHROPIC_AUTH_TOKEN: 't' };
const KEY = { ANTHROPIC_API_KEY: 'k' };

test.each([
  [{}, 'none', 'the subscription'],
  [TOKEN, 'none', 'a bearer token (ANTHROPIC_AUTH_TOKEN), not the subscription'],
  [{ ...TOKEN, ...KEY }, 'ANTHROPIC_API_KEY', 'both are sent'],
  [KEY, 'ANTHROPIC_API_KEY', 'an API key (ANTHROPIC_API_KEY): each token is billed'],
  [{ CLAUDE_CODE_OAUTH_TOKEN: 't' }, 'none', 'the subscription'],
  [{ CLAUDE_CODE_USE_BEDROCK: '1' }, 'none', 'a cloud account (CLAUDE_CODE_USE_BEDROCK)'],
  [{ CLAUDE_CODE_USE_VERTEX: '0', ...TOKEN }, 'none', 'a bearer token'],
  [{ ANTHROPIC_AUTH_TOKEN: '' }, 'none', 'the subscription'],
])('an attempt with %j that says %s is paid by %s', (environment, said, words) => {
  expect(payerWords(laneOf('claude', environment, said) ?? '')).toContain(words);
});

test('an attempt that says nothing of its billing has no lane', () => {
  expect(laneOf('claude', TOKEN, undefined)).toBeUndefined();
});

test('the environment decides the lane only where it holds a credential', () => {
  expect(laneOfEnvironment('claude', {})).toBeUndefined();
  expect(laneOfEnvironment('claude', KEY)).toBe('ANTHROPIC_API_KEY');
  expect(laneOfEnvironment('codex', { ...TOKEN, CODEX_API_KEY: 'k' })).toBe('CODEX_API_KEY');
  expect(laneOfEnvironment('codex', TOKEN)).toBeUndefined();
});

test('the setting of a model has the setting, the flag and the variables that name models', () => {
  const environment = { ANTHROPIC_MODEL: 'b', ANTHROPIC_API_KEY: 'secret' };
  expect(modelSetting({ model: undefined, extraArgs: [] }, {})).toBe('');
  expect(
    modelSetting({ model: 'a', extraArgs: ['--model', 'c', '--model=d', '--x'] }, environment),
  ).toBe('a d ANTHROPIC_MODEL=b');
});

test('a cost that is unknown at the end is unknown, whatever an earlier turn said', () => {
  const turn = { kind: 'finished', ok: true, text: '' } as const;
  const unknown = { ...turn, isCostUnknown: true } as const;
  expect(costOf([{ ...turn, costUsd: 1 }, unknown]).costUsd).toBeUndefined();
  expect(costOf([unknown, { ...turn, costUsd: 1 }]).costUsd).toBe(1);
});
