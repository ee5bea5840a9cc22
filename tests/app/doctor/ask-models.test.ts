import { expect, test } from 'vitest';
import { askModels } from '../../../src/app/doctor/ask-models.ts';
import type { AskedModel } from '../../../src/domain/models/asked-models.ts';

const model = (provider: AskedModel['provider'], name: string): AskedModel => ({
  ...{ provider, model: name, effort: undefined, executable: provider, phases: ['planning'] },
});

test('each model is asked once with its own program, and a missing program is no finding here', async () => {
  const asked: string[] = [];
  const models = [model('claude', 'one'), model('codex', 'two'), model('claude', 'three')];
  const stop = new AbortController();
  const ask = async () =>
    await askModels(models, {
      ...{ stop: stop.signal, kill: stop.signal, env: {} },
      fileOf: (provider) => (provider === 'claude' ? '/bin/claude' : undefined),
      ask: ({ model: name }, { file }) => {
        asked.push(`${file} ${name ?? ''}`);
        if (name === 'three') stop.abort();
        return Promise.resolve({ kind: 'ok', text: '' });
      },
    });
  expect((await ask()).map(({ text }) => text)).toEqual([
    'claude: one (planning) answers',
    'claude: three (planning) answers',
  ]);
  expect(asked).toEqual(['/bin/claude one', '/bin/claude three']);
  // Each question is paid for: none after a stop.
  expect(await ask()).toEqual([]);
  expect(asked).toHaveLength(2);
});
