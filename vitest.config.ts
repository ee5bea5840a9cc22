import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { RETRIES } from './vitest.shared.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/real/**', 'tests/kills/**', 'tests/browser/**', 'tests/fleet/**'],
    // Most tests wait for processes of their own: more of them than there are cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: RETRIES,
    env: { NO_COLOR: '1' },
  },
});
