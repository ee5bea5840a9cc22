import type { TestProject } from 'vitest/node';
import { startCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL that all tests share, each with a database of its own. */
    postgres: string;
  }
}

export default async function setUp({ provide }: TestProject) {
  const cluster = await startCluster({ isSafe: false });
  provide('postgres', cluster.url());
  return cluster.remove;
}
