import { defineConfig } from 'vitest/config';
import { RETRIES } from './vitest.shared.ts';

/** A fleet on a private PostgreSQL; `npm run test:fleet` runs it under Node 22. */
export default defineConfig({
  test: {
    include: ['tests/fleet/**/*.test.ts'],
    globalSetup: ['./tests/support/program-setup.ts', './tests/support/fleet/global-setup.ts'],
    testTimeout: 180_000,
    // They mostly wait for a heartbeat. A file's tests are one after another: a retried one of several at once has no
    // `onTestFinished`.
    maxWorkers: 3,
    hookTimeout: 60_000,
    retry: RETRIES,
    env: { NO_COLOR: '1' },
  },
});
