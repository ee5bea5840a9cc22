import { defineConfig } from 'vitest/config';
import { RETRIES } from './vitest.shared.ts';

/** The HTML report in a real headless Chromium; `npm run test:report`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    retry: RETRIES,
    env: { NO_COLOR: '1' },
  },
});
