import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { lives, until } from '../support/program.ts';
import { openQueueScene, type QueueScene } from '../support/queue-scene.ts';

export const SLOTS = 3;
export const NAMES: readonly string[] = Array.from({ length: 20 }, (_, n) => `s${n}`);

/** What an agent kills, and when, if `killAt` says so; without its run it stays. */
export type Point = `${'agent' | 'run' | 'work'} ${'begun' | 'signalled' | 'ended'}`;

/**
 * Notes that it starts, and who lives then: more agents or runs than slots, or two agents of one session, are a
 * fault. Each is noted before it counts, so that the last one sees all.
 */
const STARTS = `
echo "$session" >>"$KILLS/starts"
echo "$session" >"$KILLS/alive/$$"
count=0
for file in "$KILLS"/alive/*; do
  pid=\${file##*/} state=
  { read -r _ _ state _ <"/proc/$pid/stat"; } 2>/dev/null
  case "$state" in '' | Z | X) continue ;; esac
  count=$((count + 1))
  [ "$pid" = $$ ] || [ "$(cat "$file")" != "$session" ] || echo "two of $session" >>"$KILLS/faults"
done
[ $count -le ${SLOTS} ] || echo "$count agents at once" >>"$KILLS/faults"
runs=0
for file in "$HOME"/.local/state/samocode/slots/*; do
  case "\${file##*/}" in *[!0-9]*) continue ;; esac
  pid=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$file" 2>/dev/null) state=
  { read -r _ _ state _ <"/proc/\${pid:-none}/stat"; } 2>/dev/null
  case "$state" in '' | Z | X) ;; *) runs=$((runs + 1)) ;; esac
done
[ $runs -le ${SLOTS} ] || echo "$runs runs at once" >>"$KILLS/faults"
point() {
  victim=$(cat "$KILLS/hit/\${session##*/}" 2>/dev/null)
  [ "\${victim#* }" = "$1" ] || return 0
  rm "$KILLS/hit/\${session##*/}"
  case "$victim" in
    agent*) kill -9 $$ ;;
    work*) kill -9 $(sed 's/.*"pid":\\([0-9]*\\).*/\\1/' "$HOME/.local/state/samocode/work/.run/lease.json") ;;
    run*) kill -9 $PPID; while :; do sleep 1; done ;;
  esac
}
`;
const SCRIPT = `${STARTS}
point begun
signal '{"status":"done","summary":"all done"}'
echo "$session" >>"$KILLS/signalled"
point signalled
ends_well
point ended
`;

/** A queue of sessions whose agents are played by agent.sh: one iteration of milliseconds each. */
export interface WorkScene extends QueueScene {
  /** The first agent of that session that gets there does this. */
  killAt(name: string, point: Point): void;
  /** How often the agent of the session was started. */
  starts(name: string): number;
  /**
   * Each session is done by one row, for which one agent signalled, and has left the queue. No process is left, and
   * there never were more agents than slots, or two of one session.
   */
  expectAllDone(names: readonly string[], what: string): Promise<void>;
}

export function openWorkScene(): WorkScene {
  const scene = openQueueScene();
  const agent = join(scene.root, 'kills');
  for (const name of ['', 'alive', 'hit']) mkdirSync(join(agent, name));
  writeFileSync(join(agent, 'done'), SCRIPT);
  Object.assign(scene.env, {
    ...{ KILLS: agent, CLAUDE_PATH: join(import.meta.dirname, 'agent.sh') },
    SAMOCODE_START_SPACING: '0',
  });
  const noted = (name: string): readonly string[] => {
    const path = join(agent, name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  };
  const count = (file: string, name: string): number =>
    noted(file).filter((session) => session === scene.sessionFolder(name)).length;
  return Object.assign(scene, {
    killAt: (name: string, point: Point) => {
      writeFileSync(join(agent, 'hit', name), point);
    },
    starts: (name: string) => count('starts', name),
    expectAllDone: async (names: readonly string[], what: string) => {
      expect((await scene.list()).queued, what).toEqual([]);
      await until(() => processesOf(agent).length === 0, 'the end of all processes');
      expect(noted('faults'), what).toEqual([]);
      for (const name of names) {
        const path = join(scene.sessionFolder(name), '_signal_history.jsonl');
        const rows = readFileSync(path, 'utf8').split('\n').filter(isWhole);
        const said = `${name}:\n${rows.join('\n')}\n${what}`;
        const iterations = rows.filter((row) => row.includes('"kind":"iteration"'));
        expect(iterations, said).toHaveLength(1);
        expect(count('signalled', name), said).toBeLessThanOrEqual(1);
      }
    },
  });
}

/** A line that was cut was never written. */
function isWhole(line: string): boolean {
  return line.endsWith('}');
}

/** The living ones that carry the agent's folder in their environment. */
function processesOf(agent: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !lives(Number(pid))) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KILLS=${agent}\0`);
    } catch {
      return false; // It has gone.
    }
  });
}
