import { defineConfig } from 'vitest/config';

/** samocode killed at every step that writes or spawns, and strange files in every place; `npm run test:kills`. */
export default defineConfig({
  test: {
    include: ['tests/kills/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    // The table is what people look at.
    disableConsoleIntercept: true,
    env: { NO_COLOR: '1' },
  },
});
