import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { until } from '../program.ts';
import { goTo, turn } from '../program-agent.ts';
import { holdPushes } from './hold-pushes.ts';
import { type FleetScene, fleetScene, type Machine, PATIENCE_MS } from './machines.ts';
import { openProxy, type Proxy, type When } from './proxy.ts';

/** What is killed, and where: from the claim of its session to its settlement. */
export interface Kill {
  readonly victim: 'machine' | 'work' | 'run' | 'agent';
  readonly step: Step;
}

export const STEPS = [
  'before the claim',
  'when the claim is committed',
  'when the claim is noted',
  'while the agent is at work',
  'after the row, before the push',
  'after the push, before its answer',
  'before the news',
  'after the news, before the answer',
  'before the settlement',
  'when the settlement is committed',
] as const;
type Step = (typeof STEPS)[number];

const AT_STATEMENT: Partial<Record<Step, readonly [words: string, when: When]>> = {
  'before the claim': ['set job = $2, attempt = $3', 'before'],
  'when the claim is committed': ['set job = $2, attempt = $3', 'committed'],
  'before the news': ['set needs_take = false, is_released = false, folder = $4', 'before'],
  'after the news, before the answer': [
    'set needs_take = false, is_released = false, folder = $4',
    'answered',
  ],
  'before the settlement': ['set machine = null, is_woken = false', 'before'],
  'when the settlement is committed': ['set machine = null, is_woken = false', 'committed'],
};

const AT_HOOK: Partial<Record<Step, string>> = {
  'after the row, before the push': 'pre-receive',
  'after the push, before its answer': 'post-receive',
};

/** The steps of a claim, which comes before anything of the session was pushed. */
const EARLY: readonly Step[] = STEPS.slice(0, 3);

export interface Hit extends Kill {
  readonly machine: Machine;
  /** The folder of the session that it had in the second iteration; undefined: it was hit before. */
  readonly session: string | undefined;
}

/**
 * One session and one machine for each kill, all of one fleet. A session has two iterations: the first one goes on, the
 * second one ends as blocked; in it all machines wait for each other. Returns when all kills are done; a machine whose
 * `work` was killed has another one then.
 */
export async function playKills(
  kills: readonly Kill[],
  heartbeatS: number,
): Promise<{ scene: FleetScene; hits: readonly Hit[] }> {
  const scene = await fleetScene({ heartbeatS });
  scene.script({
    phases: {
      init: [goTo('investigation', { overview: 'init' })],
      investigation: [
        turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' }, { wait: 'go' }),
      ],
    },
  });
  const held = holdPushes(scene);
  const machines: { kill: Kill; proxy: Proxy; machine: Machine }[] = [];
  for (const [n, kill] of kills.entries()) {
    await scene.submit(`s${n}`);
    const proxy = await openProxy(scene.url);
    machines.push({ kill, proxy, machine: scene.machine(`a${n}`, proxy.url) });
  }
  const started = machines.map(({ kill, proxy, machine }) => {
    const atStep = (): Promise<void> => reach(kill, proxy, machine, held);
    const isEarly = EARLY.includes(kill.step);
    // What it waits for has to be known before it starts.
    const isThere = isEarly ? atStep() : undefined;
    const work = machine.work('--slots', '1');
    const hit = async (session?: string, there = isThere): Promise<Hit> => {
      await there;
      const agents = kill.victim === 'work' ? [] : machine.agents();
      end(kill, machine, work.pid);
      // An agent that outlived its run could end its work.
      const areGone = () => agents.every((pid) => !machine.agents().includes(pid));
      await until(areGone, `the end of the agents of ${machine.name}`, PATIENCE_MS);
      held.release(machine);
      if (kill.victim === 'work') machine.work('--slots', '1');
      return { ...kill, machine, session };
    };
    const isAtWork = kill.step === 'while the agent is at work';
    return { machine, isEarly, isAtWork, hit, hitAt: (session: string) => hit(session, atStep()) };
  });
  const early = started.filter(({ isEarly }) => isEarly).map(({ hit }) => hit());
  const late = started.filter(({ isEarly }) => !isEarly);
  const secondAgents = () => {
    const second = scene.spawns().filter(({ phase }) => phase === 'investigation');
    return new Map(second.map(({ env, session }) => [env['HOME'], basename(session)]));
  };
  const areHeld = (): boolean => {
    const agents = secondAgents();
    return late.every(({ machine }) => agents.has(machine.home));
  };
  await Promise.all([...early, until(areHeld, 'the second agents', PATIENCE_MS)]);
  const names = late.map(({ machine }) => `'${machine.name}'`).join();
  await scene.finds(
    `select count(*)::int as count from samocode.session
     where iteration = 1 and pushed_iteration = 1 and home in (${names})`,
    { count: late.length },
  );
  const agents = secondAgents();
  const hitOf = ({ machine, hitAt }: (typeof late)[number]) =>
    hitAt(agents.get(machine.home) ?? '');
  // These before their agents go on.
  const atWork = await Promise.all(late.filter(({ isAtWork }) => isAtWork).map(hitOf));
  const later = late.filter(({ isAtWork }) => !isAtWork).map(hitOf);
  scene.touch('go');
  return { scene, hits: [...atWork, ...(await Promise.all([...early, ...later]))] };
}

/** Resolves when the machine is at the step, and goes no further. */
async function reach(
  { step }: Kill,
  proxy: Proxy,
  machine: Machine,
  held: ReturnType<typeof holdPushes>,
): Promise<void> {
  const [words, when] = AT_STATEMENT[step] ?? [];
  const hook = AT_HOOK[step];
  if (words !== undefined && when !== undefined) {
    let isThere = false;
    void proxy.at(words, when).then(() => {
      isThere = true;
    });
    await until(() => isThere, `the statement "${words}" of ${machine.name}`, PATIENCE_MS);
  }
  if (hook !== undefined) await held.at(machine, hook);
  if (step === 'when the claim is noted') {
    const claims = join(machine.home, '.local/state/samocode/work/claims');
    await until(() => existsSync(claims) && readdirSync(claims).length > 0, step, PATIENCE_MS);
  }
}

function end({ victim }: Kill, machine: Machine, work: number): void {
  if (victim === 'machine') {
    machine.die();
    return;
  }
  const pids = { work: [work], run: machine.runs(), agent: machine.agents() }[victim];
  if (pids.length === 0) throw new Error(`no ${victim} lives on ${machine.name}`);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with the one before it.
    }
  }
}
