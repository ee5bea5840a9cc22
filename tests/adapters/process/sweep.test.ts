import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attack } from '../../support/attack.ts';
import { lives, openStage, until } from './test-process.ts';

/** Starts the next one in a session of its own and ends, until the file `over` is there. */
const CHAIN = `trap '' TERM INT HUP
[ -e "$1/over" ] && exit
: > "$1/chain/$$"
sleep 0.02
setsid sh "$0" "$1" > /dev/null 2>&1 &
rm -f "$1/chain/$$"
`;

/** Daemons that lost the mark and their ancestry: by a title over the environment, and by none at all. */
const DAEMONS = `perl -e 'exit if fork; use POSIX; exit if POSIX::setsid() > 0 and fork;
  open F, ">", "titled.new"; print F $$; close F; $0 = "server"; rename "titled.new", "titled"; sleep 60'
(env -i "$(command -v setsid)" /bin/sh -c 'echo $$ > bare.new; mv bare.new bare; sleep 60; :' &)
until [ -e titled ] && [ -e bare ]; do sleep 0.02; done`;

describe('the sweep after a child', () => {
  test('finds daemons that lost the mark and their ancestry in the own folder of the run, and spares a person’s processes there', async () => {
    const { room, task, file, pidIn } = openStage();
    // One of a person, from before the child and without an environment, and one with theirs, from after.
    const older = spawn('/bin/sleep', ['60'], { cwd: file(''), env: {}, detached: true });
    onTestFinished(() => void older.kill('SIGKILL'));
    await until(() => lives(older.pid!));
    const theirs = `env -u SAMOCODE_RUN_ID setsid sh -c 'echo $$ > theirs.new; mv theirs.new theirs; exec sleep 60' &
until [ -e theirs ]; do sleep 0.02; done`;
    const plain = task([], { ownFolder: file('') });
    const args = ['-c', `${DAEMONS}\n${theirs}`];
    const command = { ...plain.command, file: '/bin/sh', args };
    const end = await room.run({ ...plain, command });
    onTestFinished(() => {
      if (lives(pidIn('theirs'))) process.kill(pidIn('theirs'), 'SIGKILL');
    });
    expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
    const left = [pidIn('titled'), pidIn('bare'), pidIn('theirs'), older.pid!];
    expect(left.map(lives)).toEqual([false, false, true, true]);
  });

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
