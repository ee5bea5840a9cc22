import { defineConfig } from 'vitest/config';
import { RETRIES } from './vitest.shared.ts';

/** The real Claude Code and Codex against scripted model APIs on loopback; `npm run test:real`. */
export default defineConfig({
  test: {
    include: ['tests/real/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    retry: RETRIES,
    env: { NO_COLOR: '1' },
  },
});
