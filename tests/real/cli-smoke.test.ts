import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startAnthropicApi } from './support/anthropic-api.ts';
import { type CliRun, runCli } from './support/cli.ts';
import {
  claudeEnvironment,
  CODEX_MODEL,
  codexEnvironment,
  REAL_CLIS,
} from './support/environment.ts';
import type { ModelApi, ScriptedModel } from './support/model.ts';
import { beyondLoopback } from './support/model-api.ts';
import { startOpenAiApi } from './support/openai-api.ts';

// What the design leans on, tried on each CLI alone: the prompt and the log are files, the signal is
// written by a tool, and a tool's shell carries the run's mark in a session of its own.

const RUN_ID = 'run-of-the-smoke-test';
const MEGABYTE_PROMPT = `Do the step.\n${'x y z '.repeat(174_500)}\nTHE-END`;
const WRITE_SIGNAL = `printf '{"mark":"%s","pid":%d,"session":%d}' "$SAMOCODE_RUN_ID" $$ $(ps -o sid= -p $$) > signal.json`;
const Init = z.looseObject({ subtype: z.literal('init'), agents: z.array(z.string()) });
const Result = z.looseObject({
  type: z.literal('result'),
  is_error: z.boolean(),
  result: z.string(),
  total_cost_usd: z.number(),
  usage: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }),
});
const Signal = z.object({ mark: z.string(), pid: z.number(), session: z.number() });

const oneStep: ScriptedModel = ({ toolResults }) =>
  toolResults.length === 0
    ? { kind: 'shell', command: WRITE_SIGNAL }
    : { kind: 'text', text: 'All done.' };

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'real-cli-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('claude', () => {
  test('does a step from a prompt file onto a log file', async () => {
    await using api = await startAnthropicApi(oneStep);
    const run = await runClaude(api, 'Do the step.');
    expect(run).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    expect(Init.parse(run.events[0]).agents).toContain('samocode:init-agent');
    const result = Result.parse(run.events.at(-1));
    expect(result).toMatchObject({ is_error: false, result: 'All done.' });
    expect(result.usage).toMatchObject({ input_tokens: 2000, output_tokens: 100 });
    expect(result.total_cost_usd).toBeGreaterThan(0);
    expect(api.questions[0]?.all).toContain('You are the init agent of the smoke test.');
    expectMarkedSession();
    expect(beyondLoopback(api)).toEqual([]);
  });

  test('takes a prompt of 1 MB', async () => {
    await using api = await startAnthropicApi(oneStep);
    expect(await runClaude(api, MEGABYTE_PROMPT)).toMatchObject({ exitCode: 0 });
    expect(api.questions[0]?.prompt).toContain('THE-END');
  });

  function runClaude(api: ModelApi, prompt: string): Promise<CliRun> {
    const args = ['-p', '--output-format', 'stream-json', '--verbose'];
    args.push('--dangerously-skip-permissions', '--plugin-dir', writePlugin());
    args.push('--agent', 'samocode:init-agent', '--session-id', randomUUID(), '--model', 'opus');
    args.push('--disallowedTools', 'ScheduleWakeup,CronCreate,Monitor,Workflow');
    return run(REAL_CLIS.claude, args, claudeEnvironment({ home, apiUrl: api.url }), prompt);
  }

  function writePlugin(): string {
    const plugin = path.join(home, 'plugin');
    mkdirSync(path.join(plugin, '.claude-plugin'), { recursive: true });
    mkdirSync(path.join(plugin, 'agents'));
    writeFileSync(path.join(plugin, '.claude-plugin/plugin.json'), '{"name":"samocode"}');
    writeFileSync(
      path.join(plugin, 'agents/init-agent.md'),
      '---\nname: init-agent\ndescription: begins\n---\nYou are the init agent of the smoke test.\n',
    );
    return plugin;
  }
});

describe('codex', () => {
  test('does a step from a prompt file onto a log file', async () => {
    await using api = await startOpenAiApi(oneStep);
    const run = await runCodex(api, 'Do the step.');
    expect(run).toMatchObject({ exitCode: 0, signal: null });
    expect(run.events[0]).toMatchObject({ type: 'thread.started' });
    expect(run.events.at(-1)).toMatchObject({
      type: 'turn.completed',
      usage: { input_tokens: 2000, output_tokens: 100 },
    });
    expectMarkedSession();
    expect(beyondLoopback(api)).toEqual([]);
  });

  test('does it in code mode with a model it knows', async () => {
    await using api = await startOpenAiApi(oneStep);
    expect(await runCodex(api, 'Do the step.', [])).toMatchObject({ exitCode: 0 });
    expect(api.questions[1]?.all).toContain('custom_tool_call_output');
    expectMarkedSession();
  });

  test('marks its tool shells through the policy where the person keeps the environment out', async () => {
    await using api = await startOpenAiApi(oneStep);
    const mark = `shell_environment_policy.set.SAMOCODE_RUN_ID="${RUN_ID}"`;
    const policy = ['-c', 'shell_environment_policy.inherit="core"', '-c', mark];
    await runCodex(api, 'Do the step.', ['-m', CODEX_MODEL, ...policy]);
    expectMarkedSession();
  });

  test('takes a prompt of 1 MB', async () => {
    await using api = await startOpenAiApi(oneStep);
    expect(await runCodex(api, MEGABYTE_PROMPT)).toMatchObject({ exitCode: 0 });
    expect(api.questions[0]?.prompt).toContain('THE-END');
  });

  function runCodex(api: ModelApi, prompt: string, more = ['-m', CODEX_MODEL]): Promise<CliRun> {
    const args = ['exec', '--json', '--skip-git-repo-check'];
    args.push('--dangerously-bypass-approvals-and-sandbox', '-C', home);
    args.push('--disable', 'unbounded_connection_retries', ...more, '-');
    return run(REAL_CLIS.codex, args, codexEnvironment({ home, apiUrl: api.url }), prompt);
  }
});

function run(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  prompt: string,
): Promise<CliRun> {
  const promptFile = path.join(home, 'prompt.md');
  writeFileSync(promptFile, prompt);
  const env = { ...environment, SAMOCODE_RUN_ID: RUN_ID };
  return runCli({ file, args, env, cwd: home, promptFile, logDir: home });
}

/** What the tool wrote: the mark reached its shell, and the shell leads a session of its own. */
function expectMarkedSession(): void {
  const signal = Signal.parse(JSON.parse(readFileSync(path.join(home, 'signal.json'), 'utf8')));
  expect(signal.mark).toBe(RUN_ID);
  expect(signal.session).toBe(signal.pid);
}
