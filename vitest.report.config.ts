import { defineConfig } from 'vitest/config';

/** The HTML report in a real headless Chromium; `npm run test:report`. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    env: { NO_COLOR: '1' },
  },
});
