#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { Turn } from '../domain/scenario/step.ts';
import { claudeVoice } from './claude.ts';
import { codexVoice } from './codex.ts';
import { readContext } from './context.ts';
import { perform } from './perform.ts';
import { enterStage } from './stage.ts';

/**
 * A scripted program in the place of Claude Code or Codex, told apart by how it is called: it takes
 * the prompt on stdin and prints that CLI's events. It asks no model anything. Alone it does one
 * small step of each phase for real (`samocode demo`); with `--stage <folder>` before the CLI's own
 * arguments it performs the scenario of that folder (`samocode simulate`).
 */
const DEMO: Turn = [{ begin: true }, { demo: true }, { good: true }];

void main(process.argv.slice(2)).then((exitCode) => process.exit(exitCode));

async function main(argv: readonly string[]): Promise<number> {
  const [flag, folder = '', ...more] = argv;
  const isStaged = flag === '--stage';
  const args = isStaged ? more : argv;
  const isCodex = args[0] === 'exec';
  // As the real ones: Claude answers SIGTERM with an exit code, Codex SIGINT.
  process.on(isCodex ? 'SIGINT' : 'SIGTERM', () => process.exit(isCodex ? 1 : 143));
  const prompt = readFileSync(0, 'utf8');
  const context = readContext(prompt);
  const stage = isStaged ? enterStage(folder, context, prompt) : undefined;
  const voice = isCodex
    ? codexVoice(`stand-in-${process.pid}`)
    : claudeVoice(args[args.indexOf('--session-id') + 1] ?? '');
  return await perform(stage?.turn ?? DEMO, {
    voice,
    context,
    ...(stage !== undefined && { stage }),
  });
}
