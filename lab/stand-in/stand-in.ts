#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { valueOfFlag } from '../../src/domain/provider/flag-value.ts';
import type { Turn } from '../scenario/step.ts';
import { playAppServer } from './app-server.ts';
import { claudeOutput } from './claude.ts';
import { codexOutput } from './codex.ts';
import { readContext } from './context.ts';
import { runTurn } from './run-turn.ts';
import { openScenarioFolder } from './scenario-folder.ts';

/**
 * A scripted program in the place of Claude Code or Codex, told apart by how it is called: it takes
 * the prompt as that CLI does and prints its events. It asks no model anything. Alone it does one
 * small step of each phase for real (`samocode demo`); with `--scenario <folder>` before the CLI's own
 * arguments it plays the scenario of that folder (`samocode simulate`).
 */
const DEMO: Turn = [{ begin: true }, { demo: true }, { good: true }];

/** The answers to `claude auth status` and `codex login status`. */
const LOGGED_IN = {
  auth: '{"loggedIn":true,"authMethod":"claude.ai"}',
  login: 'Logged in using ChatGPT',
};

void main(process.argv.slice(2)).then((exitCode) => process.exit(exitCode));

async function main(argv: readonly string[]): Promise<number> {
  const [flag, folder = '', ...more] = argv;
  const hasScenario = flag === '--scenario';
  const args = hasScenario ? more : argv;
  if (args[0] === 'app-server') return await playAppServer(hasScenario ? folder : undefined);
  if (args[0] === 'auth' || args[0] === 'login') {
    process.stdout.write(`${LOGGED_IN[args[0]]}\n`);
    return 0;
  }
  const isCodex = args[0] === 'exec';
  // As the real ones: Claude answers SIGTERM with an exit code, Codex SIGINT.
  process.on(isCodex ? 'SIGINT' : 'SIGTERM', () => process.exit(isCodex ? 1 : 143));
  const prompt = readFileSync(valueOfFlag(args, '--append-system-prompt-file') ?? 0, 'utf8');
  const context = readContext(prompt);
  const scenario = hasScenario ? openScenarioFolder(folder, context, prompt) : undefined;
  const cli = isCodex
    ? codexOutput(`stand-in-${process.pid}`)
    : claudeOutput(args[args.indexOf('--session-id') + 1] ?? '');
  return await runTurn(scenario?.turn ?? DEMO, {
    cli,
    context,
    ...(scenario !== undefined && { scenario }),
  });
}
