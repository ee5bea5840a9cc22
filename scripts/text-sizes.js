// Prints what one iteration of each phase is told, in tokens (about four characters each): the
// workflow, the agent's text, the session context, and for Codex the list of skills, which Claude
// takes from the plugin. Built by the program's own prompt builder. Run by `npm run sizes`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const CHARACTERS_PER_TOKEN = 4;
const root = path.resolve(import.meta.dirname, '..');
const { buildPrompt, shippedTexts, PHASES } = await sources();
const texts = shippedTexts(root);
const skills = texts.skills();

const rows = PHASES.map((/** @type {string} */ phase) => {
  const workflow = tokens(texts.workflow());
  const agent = tokens(texts.agent(phase));
  const context = tokens(promptOf('claude', phase)) - workflow;
  const list = tokens(promptOf('codex', phase)) - workflow - agent - context;
  return { phase, workflow, agent, context, list, claude: workflow + agent + context };
});
print('phase', 'workflow', 'agent', 'context', 'Claude', 'skill list', 'Codex');
for (const { phase, workflow, agent, context, list, claude } of rows) {
  print(phase, workflow, agent, context, claude, list, claude + list);
}

/**
 * A prompt as samocode makes it, with a task in init and paths of a usual length.
 * @param {'claude' | 'codex'} provider
 * @param {string} phase
 */
function promptOf(provider, phase) {
  const project = '/home/someone/projects/shop';
  return buildPrompt({
    workflow: texts.workflow(),
    agent: provider === 'codex' ? texts.agent(phase) : undefined,
    skills: provider === 'codex' ? skills : [],
    sessionPath: `${project}-sessions/26-02-07-add-login`,
    cwd: `${project}-worktrees/26-02-07-add-login`,
    provider,
    phase,
    iteration: 4,
    timeLimitSeconds: 1800,
    timestamps: { file: '02-07-10:04', log: '02-07 10:04', iteration: '[004 @ 02-07 10:04]' },
    worktree: {
      repository: project,
      baseBranch: 'main',
      path: `${project}-worktrees/26-02-07-add-login`,
      branch: 'add-login',
    },
    verify: 'npm test',
    dive: undefined,
    task: { kind: 'text', text: 'People sign in with a password and can reset it by mail.' },
    inputs: [],
    filesChanged: false,
    troubles: [],
  });
}

/** @param {string} text */
function tokens(text) {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** @param {readonly (string | number)[]} cells */
function print(...cells) {
  const [first, ...rest] = cells;
  console.log(
    [String(first).padEnd(15), ...rest.map((cell) => String(cell).padStart(10))].join(' '),
  );
}

/** The program's own modules, from their sources. */
async function sources() {
  const folder = mkdtempSync(path.join(tmpdir(), 'text-sizes-'));
  try {
    const outfile = path.join(folder, 'prompt.mjs');
    const contents = `
      export { PHASES } from './src/domain/phases/phase.ts';
      export { buildPrompt } from './src/domain/prompt/prompt.ts';
      export { shippedTexts } from './src/adapters/texts/shipped-texts.ts';`;
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
