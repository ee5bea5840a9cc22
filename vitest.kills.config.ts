import { defineConfig } from 'vitest/config';
import { RETRIES } from './vitest.shared.ts';

/** samocode killed at every step that writes or spawns, and strange files in every place; `npm run test:kills`. */
export default defineConfig({
  test: {
    include: ['tests/kills/**/*.test.ts'],
    // Each file keeps all cores busy by itself.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
    // The table is what people look at.
    disableConsoleIntercept: true,
    retry: RETRIES,
    env: { NO_COLOR: '1' },
  },
});
