import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished } from 'vitest';
import { attack } from '../../support/attack.ts';
import { lives, openStage } from './test-process.ts';

/** Starts the next one in a session of its own and ends, until the file `over` is there. */
const CHAIN = `trap '' TERM INT HUP
[ -e "$1/over" ] && exit
: > "$1/chain/$$"
sleep 0.02
setsid sh "$0" "$1" > /dev/null 2>&1 &
rm -f "$1/chain/$$"
`;

describe('the sweep after a child', () => {
  attack(
    'An agent leaves chains of short processes; each starts the next in its own process session and exits',
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      const { room, task, file } = openStage();
      mkdirSync(file('chain'));
      writeFileSync(file('chain.sh'), CHAIN);
      onTestFinished(() => {
        writeFileSync(file('over'), '');
      });
      const begin = `for i in 1 2 3 4 5; do setsid sh "$1/chain.sh" "$1" & done
while [ "$(ls "$1/chain" | wc -l)" -lt 3 ]; do sleep 0.02; done`;
      const plain = task([]);
      const command = { ...plain.command, file: '/bin/sh', args: ['-c', begin, 'sh', file('')] };
      const end = await room.run({ ...plain, command });
      expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
      expect(end.survivors).toBeUndefined();
      // A process that was killed leaves its file; one that lives makes others.
      const left = readdirSync(file('chain')).map(Number);
      expect(left.length).toBeGreaterThan(0);
      expect(left.filter(lives)).toEqual([]);
    },
  );
});
