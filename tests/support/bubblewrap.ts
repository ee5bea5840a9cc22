import { spawnSync } from 'node:child_process';

/** Why bubblewrap makes no sandbox here; undefined: it does. The tests that need it say so and are skipped. */
export const NO_BUBBLEWRAP = tryBubblewrap();

function tryBubblewrap(): string | undefined {
  const args = ['--unshare-pid', '--unshare-user', '--ro-bind', '/', '/', '--proc', '/proc'];
  const { error, status, stderr } = spawnSync('bwrap', [...args, '/bin/true'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return 'bubblewrap is not installed';
  return status === 0 ? undefined : `user namespaces are forbidden here: ${stderr.trim()}`;
}

if (NO_BUBBLEWRAP !== undefined) console.log(`skipped, without a sandbox: ${NO_BUBBLEWRAP}`);
