import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../../src/adapters/fleet/database/database.ts';
import { makeFleet } from '../../../src/adapters/fleet/database/schema.ts';
import { PROGRAM_VARIABLE } from '../program-copy.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { createDatabase, TEMPLATES } from './databases.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL that all tests share, each with a database of its own. */
    postgres: string;
  }
}

export default async function setUp({ provide }: TestProject) {
  linkPackages(process.env[PROGRAM_VARIABLE] ?? ROOT);
  const cluster = await startCluster({ isSafe: false });
  await makeTemplates(cluster);
  provide('postgres', cluster.url());
  return cluster.remove;
}

/** The packages of a fleet, where the copied program finds them. */
function linkPackages(program: string): void {
  const packages = join(program, 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(ROOT, 'node_modules'), packages);
}

async function makeTemplates(cluster: Cluster): Promise<void> {
  for (const [heartbeat, template] of TEMPLATES) {
    await createDatabase(cluster.url(), template);
    await using database = await openDatabase({ url: cluster.url(template), root: ROOT });
    await makeFleet(database, heartbeat);
  }
}
