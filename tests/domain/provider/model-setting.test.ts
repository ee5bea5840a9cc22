import { expect, test } from 'vitest';
import { modelSetting } from '../../../src/domain/models/model-setting.ts';

test('each spelling of the model flag is a part of what is set', () => {
  const texts = [['--model', 'x'], ['--model=x'], ['-m', 'x'], ['-m=x']].map((extraArgs) =>
    modelSetting({ model: 'fast', extraArgs }, { CODEX_MODEL: 'y', HOME: '/root' }),
  );
  expect(new Set(texts)).toEqual(new Set(['fast x CODEX_MODEL=y']));
});
