import { execFileSync, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresPrograms } from '../../../scripts/postgres.js';

/** A PostgreSQL of the test alone, on a free loopback port. */
export interface Cluster {
  readonly url: (database?: string) => string;
  readonly start: () => Promise<void>;
  /** `immediate` is a crash of the server. */
  readonly stop: (mode: 'fast' | 'immediate') => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The server refuses to run as root, who runs it as the user of Debian's package. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** `isSafe`: what it has told is on the disk, as a team's server does it; otherwise it is faster. */
export async function startCluster({ isSafe = true } = {}): Promise<Cluster> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed');
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'fleet-pg-'));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const run = (name: string, args: readonly string[]): Promise<void> =>
    runProgram(join(programs, name), args, { cwd: folder, ...user });
  await run('initdb', ['-D', data, '-A', 'trust', '-U', 'samocode', '--no-sync', '--no-locale']);
  const port = await freePort();
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 -c shared_buffers=64MB -c fsync=${isSafe ? 'on' : 'off'}`;
  const removal = removeAtEnd(join(programs, 'pg_ctl'), { data, folder, user });
  const cluster: Cluster = {
    url: (database = 'postgres') => `postgres://samocode@127.0.0.1:${port}/${database}`,
    start: () =>
      run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start']),
    stop: (mode) => run('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop']),
    remove: removal.ask,
  };
  await cluster.start();
  return cluster;
}

/** Stops the server and removes its folder: when it is asked to, or when this process is gone, however it ended. */
function removeAtEnd(
  pgCtl: string,
  place: {
    readonly data: string;
    readonly folder: string;
    readonly user: ReturnType<typeof serverUser>;
  },
): { readonly ask: () => Promise<void> } {
  const script = 'cat; "$0" -D "$1" -w -m immediate stop; rm -rf "$2"';
  const watcher = spawn('sh', ['-c', script, pgCtl, place.data, place.folder], {
    ...{ cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'], ...place.user },
  });
  const hasEnded = once(watcher, 'exit');
  watcher.unref();
  return {
    ask: async () => {
      watcher.stdin.end();
      await hasEnded;
    },
  };
}

function runProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}
