import { writeFileSync } from 'node:fs';
import { QUESTIONS } from '../support/program-agent.ts';
import type { Scene } from './scene.ts';

/** One way of samocode through an iteration, from one point of rest to the next. */
export interface Kind {
  readonly name: string;
  /** The command that is killed, and given again. */
  readonly args: readonly string[];
  /** How it ends when nobody kills it. */
  readonly code: number;
  /** How it may end as well when it is given again after a kill: a person's act stood already. */
  readonly orCode?: number;
  /** Only killed from the first of these calls to the last and a little further. */
  readonly onlyAround?: 'spawn';
  /** Of what other kinds were hit at, only steps on these files are hit again. */
  readonly essential?: RegExp;
  readonly prepare: (scene: Scene) => void | Promise<void>;
}

const goesTo = (phase: string): string =>
  `ends_well; signal '{"status":"continue","phase":"${phase}","summary":"on to ${phase}"}'\n`;
const BLOCKED = `ends_well; signal '{"status":"blocked","reason":"enough"}'\n`;
const WAITS = (reason: string): string =>
  `ends_well; signal '{"status":"waiting","for":"${reason}","summary":"over to you"}'\n`;
const WRITES = (name: string, text: string): string =>
  `printf '%s' '${text}' >"$session/${name}.new.$$"; mv "$session/${name}.new.$$" "$session/${name}"\n`;

const overview = (phase: string): string =>
  `# Session\n\n## Status\nPhase: ${phase}\nIteration: 1\nTotal Iterations: 0\nBlocked: no\nLast Action: x\nNext: y\n`;
const ASKS = WRITES('_qa.md', QUESTIONS) + WAITS('qa_answers');
const PLANS = WRITES('01-02-03:04-plan-it.md', '# Plan\n- [ ] It works\n') + WAITS('plan_approval');

export const KINDS: readonly Kind[] = [
  {
    name: 'init → investigation, with its worktree',
    args: ['run', '--task', 'Do it'],
    code: 4,
    prepare(scene) {
      const init = WRITES('_overview.md', overview('init')) + goesTo('investigation');
      scene.agents({ init, investigation: BLOCKED });
    },
  },
  {
    name: 'a continue, and a block',
    args: ['run'],
    code: 4,
    prepare(scene) {
      const nth = `if [ "$iteration" = 4 ]; then ${goesTo('investigation')} else ${BLOCKED} fi\n`;
      scene.agents({ investigation: nth });
      scene.begin('investigation');
    },
  },
  {
    name: 'an agent still at work, with a child that hides',
    args: ['run'],
    code: 4,
    onlyAround: 'spawn',
    prepare(scene) {
      const hides = `setsid sh -c "trap '' TERM INT HUP; sleep 300" >/dev/null 2>&1 &\n`;
      scene.agents({ investigation: `${hides}sleep 0.4\n${BLOCKED}` });
      scene.begin('investigation');
    },
  },
  {
    name: 'waiting at a gate',
    args: ['run'],
    code: 3,
    prepare(scene) {
      scene.agents({ planning: PLANS });
      scene.begin('planning');
    },
  },
  {
    name: 'approve',
    args: ['approve', '--note', 'well done'],
    code: 0,
    orCode: 2,
    async prepare(scene) {
      scene.agents({ planning: PLANS });
      scene.begin('planning');
      await scene.run(['run']);
    },
  },
  {
    name: 'answer',
    args: ['answer', '--accept-suggestions'],
    code: 0,
    async prepare(scene) {
      scene.agents({ requirements: ASKS });
      scene.begin('requirements');
      await scene.run(['run']);
    },
  },
  {
    name: 'gates passed by --gates auto',
    args: ['run', '--gates', 'auto'],
    code: 4,
    essential: /^_qa|^_signal_history/,
    prepare(scene) {
      const asksOnce = `if [ ! -e "$session/_qa.md" ] || grep -q _waiting_ "$session/_qa.md"; then ${ASKS} else ${goesTo('planning')} fi\n`;
      scene.agents({ requirements: asksOnce, planning: PLANS, implementation: BLOCKED });
      scene.begin('requirements');
    },
  },
  {
    name: 'a retry after an overload',
    args: ['run'],
    code: 4,
    prepare(scene) {
      const once = `if [ ! -e "$KILLS/failed" ]; then touch "$KILLS/failed"; fails 529; exit 1; fi\n`;
      scene.agents({ investigation: once + BLOCKED });
      scene.begin('investigation');
    },
  },
  {
    name: 'an agent that changed Phase, a person who did',
    args: ['run'],
    code: 4,
    async prepare(scene) {
      const first = WRITES('_overview.md', overview('testing')) + BLOCKED;
      scene.agents({ investigation: first, implementation: BLOCKED });
      scene.begin('investigation');
      await scene.run(['run']);
      writeFileSync(`${scene.folder() ?? ''}/_overview.md`, overview('implementation'));
    },
  },
  {
    name: 'giving up: the login is forbidden',
    args: ['run'],
    code: 5,
    prepare(scene) {
      scene.agents({ investigation: 'fails 403; exit 1\n' });
      scene.begin('investigation');
    },
  },
  {
    name: 'done',
    args: ['run'],
    code: 0,
    prepare(scene) {
      scene.agents({ done: `ends_well; signal '{"status":"done","summary":"all done"}'\n` });
      scene.begin('done');
    },
  },
];
