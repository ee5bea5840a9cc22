import { openQueueFiles } from '../../../src/adapters/queue/queue-files.ts';
import { takeSlot } from '../../../src/adapters/queue/slot.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { leasesIn } from '../../../src/cli/compose/running/leases-in.ts';
import { temporaryFolder } from '../../support/session.ts';
import { queueContract, type QueueMachine } from './contract.ts';

function machineOf(stateDir: string): QueueMachine {
  const dead = new Set<number>();
  const isAlive = ({ pid }: { readonly pid: number }): boolean => !dead.has(pid);
  return {
    queueOf: (pid) =>
      openQueueFiles(stateDir, {
        self: () => ({ pid, startTime: `start-${pid}` }),
        isAlive,
        ownWork: () => 'none',
        exclusively: (folder, work) => leasesIn(folder, NEVER.stop).exclusively(work),
      }),
    kill: (pid) => void dead.add(pid),
    run: (pid, { config, session, holds }) => {
      const me = { id: `run-${pid}`, pid, startTime: `start-${pid}`, since: 0 };
      takeSlot(stateDir, { ...me, config, session, holds }, isAlive);
    },
  };
}

queueContract('files', () => machineOf(temporaryFolder()));
