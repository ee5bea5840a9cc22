import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '../../../src/adapters/providers/providers.ts';
import { PROVIDER_NAMES } from '../../../src/domain/provider/provider-name.ts';

const controlled = (response: object): string =>
  JSON.stringify({ type: 'control_response', response });

/** Answers of Claude Code 2.1.332 and Codex 0.171.0, shortened. */
const ANSWERS = {
  claude: controlled({
    ...{ subtype: 'success', request_id: '1' },
    response: {
      commands: [],
      models: [
        { value: 'default', resolvedModel: 'claude-opus-5-5', displayName: 'Default' },
        { value: 'haiku', supportedEffortLevels: ['low'] },
      ],
    },
  }),
  codex: '{"id":2,"result":{"data":[{"id":"a","model":"gpt-6.2-sol"},{"id":"b"}]}}',
};

test('the models of an answer are all names that the CLI takes', () => {
  expect(PROVIDERS.claude.modelQuery.read(ANSWERS.claude)).toEqual({
    models: ['default', 'claude-opus-5-5', 'haiku'],
  });
  expect(PROVIDERS.codex.modelQuery.read(ANSWERS.codex)).toEqual({
    models: ['gpt-6.2-sol', 'a', 'b'],
  });
});

describe.each(PROVIDER_NAMES)('%s', (provider) => {
  const { modelQuery } = PROVIDERS[provider];

  test('that tells no model says so', () => {
    const empty = { claude: controlled({ response: {} }), codex: '{"id":2,"result":{"data":[7]}}' };
    expect(modelQuery.read(empty[provider])).toEqual({ why: 'it told no model' });
  });

  test('is awaited past other lines and rubbish', () => {
    for (const line of ['', 'null', '{"id":1}', '{"type":"system","subtype":"init"}']) {
      expect(modelQuery.read(line)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        modelQuery.read(line);
      }),
    );
  });
});
