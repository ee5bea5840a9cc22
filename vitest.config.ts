import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { RETRIES } from './vitest.shared.ts';

/** They leave nothing behind in their process: one plays many of these files, which saves its start and their imports. */
const SHARED = ['domain', 'app', 'lab', 'assets'].map((folder) => `tests/${folder}/**/*.test.ts`);
const ELSEWHERE = ['tests/real/**', 'tests/kills/**', 'tests/browser/**', 'tests/fleet/**'];

export default defineConfig({
  test: {
    // Most tests wait for processes of their own: more of them than there are cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['./tests/support/program-setup.ts'],
    retry: RETRIES,
    env: { NO_COLOR: '1' },
    projects: [
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false } },
      {
        extends: true,
        test: { name: 'all', include: ['tests/**/*.test.ts'], exclude: [...ELSEWHERE, ...SHARED] },
      },
    ],
  },
});
