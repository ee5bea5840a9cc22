import { defineConfig } from 'vitest/config';

/** The lines of `samocode schedule` run by Debian's cron daemons, which tick once a minute; `npm run test:cron`. */
export default defineConfig({
  test: {
    include: ['tests/cron/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    env: { NO_COLOR: '1' },
  },
});
