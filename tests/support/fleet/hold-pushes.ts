import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../program.ts';
import { type FleetScene, type Machine, PATIENCE_MS } from './machines.ts';

export type Held = ReturnType<typeof holdPushes>;

/** Hooks of the remote that hold a push of a machine when they are told to. */
export function holdPushes({ root, remote }: FleetScene) {
  const folder = join(root, 'held');
  mkdirSync(folder);
  const of = (machine: Machine, what: string): string => join(folder, `${machine.name}.${what}`);
  for (const hook of ['pre-receive', 'post-receive']) {
    const path = join(remote, 'hooks', hook);
    const at = `'${folder}'/"\${HOME##*/}"`;
    writeFileSync(
      path,
      `#!/bin/sh\ncat >/dev/null\nrm ${at}.${hook} 2>/dev/null || exit 0\n: >${at}.here\nwhile [ ! -e ${at}.go ]; do sleep 0.05; done\n`,
    );
    chmodSync(path, 0o755);
  }
  return {
    at: async (machine: Machine, hook: string): Promise<void> => {
      writeFileSync(of(machine, hook), '');
      await until(() => existsSync(of(machine, 'here')), `${hook} of ${machine.name}`, PATIENCE_MS);
    },
    release: (machine: Machine): void => {
      writeFileSync(of(machine, 'go'), '');
    },
  };
}
