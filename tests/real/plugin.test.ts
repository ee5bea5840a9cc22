import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Phase, PHASES } from '../../src/domain/phases/phase.ts';
import { assetsOf, frontmatterOf, ROOT } from '../support/assets.ts';
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

// What the CLIs themselves make of agents, skills and commands: as a plugin, in the prompt, installed.

const Init = z.looseObject({
  subtype: z.literal('init'),
  agents: z.array(z.string()),
  skills: z.array(z.string()),
  slash_commands: z.array(z.string()),
});
const agents = assetsOf('agent');
const skills = assetsOf('skill');
const commands = assetsOf('command');
const namesOf = (list: readonly { readonly name: string }[]): readonly string[] =>
  list.map(({ name }) => name);
const sayDone: ScriptedModel = () => ({ kind: 'text', text: 'All done.' });

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'real-plugin-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('claude with the package as its plugin', () => {
  test('lists eight agents and all skills and commands under samocode:', async () => {
    await using api = await startAnthropicApi(sayDone);
    const run = await runClaude(api, ['--plugin-dir', ROOT]);
    const init = Init.parse(run.events[0]);
    const ours = (names: readonly string[]): readonly string[] =>
      names.filter((name) => name.startsWith('samocode:')).sort();
    const spaced = (list: readonly { readonly name: string }[]): readonly string[] =>
      namesOf(list).map((name) => `samocode:${name}`);
    expect(agents.length).toBe(8);
    expect(ours(init.agents)).toEqual(spaced(agents));
    expect(ours(init.slash_commands)).toEqual([...spaced(skills), ...spaced(commands)].sort());
    expect(init.skills).toEqual(expect.arrayContaining([...spaced(skills)]));
    console.log(
      `claude lists ${ours(init.agents).length} agents, ${skills.length} skills and ${commands.length} commands`,
    );
    for (const { text } of skills) {
      expect(wordsOf(api)).toContain(wordsIn(frontmatterOf(text).fields['description']!));
    }
  });

  test('lists no command to the model', async () => {
    await using api = await startAnthropicApi(sayDone);
    await runClaude(api, ['--plugin-dir', ROOT]);
    const words = wordsOf(api);
    for (const { name } of commands) expect(words).not.toContain(`samocode:${name}:`);
  });
});

describe('claude with the plugin of a run', () => {
  test.each(PHASES)('starts the %s agent with its text', async (phase) => {
    await using api = await startAnthropicApi(sayDone);
    const agent = ['--agent', `samocode:${phase}-agent`];
    const run = await runClaude(api, ['--plugin-dir', path.join(ROOT, 'agents'), ...agent]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(wordsOf(api)).toContain(wordsIn(bodyOf(phase)));
    expect(toolsOf(api)).toEqual(expect.arrayContaining([...toolsNamed(phase)]));
    for (const denied of toolsNamed(phase, 'disallowedTools')) {
      expect(toolsOf(api)).not.toContain(denied);
    }
    for (const other of PHASES.filter((one) => one !== phase)) {
      expect(wordsOf(api)).not.toContain(wordsIn(bodyOf(other)));
    }
  });
});

test.each(['.', 'agents'])('claude plugin validate --strict passes for %s', (folder) => {
  const args = ['plugin', 'validate', '--strict', path.join(ROOT, folder)];
  const ended = spawnSync(REAL_CLIS.claude, args, {
    env: claudeEnvironment({ home, apiUrl: 'http://127.0.0.1:9' }),
    encoding: 'utf8',
  });
  expect(ended, ended.stdout).toMatchObject({ status: 0 });
});

describe.each(['link', 'copy'] as const)('after samocode install (%s)', (mode) => {
  test('claude finds agents, skills and commands, and starts an agent', async () => {
    await using api = await startAnthropicApi(sayDone);
    install(claudeEnvironment({ home, apiUrl: api.url }), mode);
    const run = await runClaude(api, ['--agent', 'quality-agent']);
    const init = Init.parse(run.events[0]);
    expect(init.agents).toEqual(expect.arrayContaining([...namesOf(agents)]));
    expect(init.slash_commands).toEqual(
      expect.arrayContaining([...namesOf(commands), ...namesOf(skills)]),
    );
    expect(wordsOf(api)).toContain(wordsIn(bodyOf('quality')));
  });

  test('codex lists the skills', async () => {
    await using api = await startOpenAiApi(sayDone);
    install(codexEnvironment({ home, apiUrl: api.url }), mode);
    const args = ['exec', '--json', '--skip-git-repo-check', '-m', CODEX_MODEL, '-C', home, '-'];
    const env = codexEnvironment({ home, apiUrl: api.url });
    expect(await run(REAL_CLIS.codex, args, env)).toMatchObject({ exitCode: 0 });
    const words = wordsOf(api);
    const lineOf = (text: string): string => {
      const { name, description } = frontmatterOf(text).fields;
      // A linked skill's real folder is the plugin's, and codex says so.
      return wordsIn(`- ${mode === 'link' ? 'samocode:' : ''}${name}: ${description}`);
    };
    expect(skills.map(({ text }) => lineOf(text)).filter((line) => !words.includes(line))).toEqual(
      [],
    );
  });
});

function runClaude(api: ModelApi, more: readonly string[]): Promise<CliRun> {
  const args = ['-p', '--output-format', 'stream-json', '--verbose', '--model', 'opus'];
  args.push('--dangerously-skip-permissions', '--session-id', randomUUID(), ...more);
  return run(REAL_CLIS.claude, args, claudeEnvironment({ home, apiUrl: api.url })).then((ended) => {
    expect(beyondLoopback(api)).toEqual([]);
    return ended;
  });
}

function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CliRun> {
  const promptFile = path.join(home, 'prompt.md');
  writeFileSync(promptFile, 'Say that all is done.');
  return runCli({ file, args, env, cwd: home, promptFile, logDir: home });
}

function install(env: Readonly<Record<string, string>>, mode: 'link' | 'copy'): void {
  const bin = path.join(ROOT, 'dist/bin.js');
  const flags = mode === 'copy' ? ['--copy'] : [];
  execFileSync(process.execPath, [bin, 'install', ...flags], { env, stdio: 'pipe' });
}

/** The tools that the model was offered. */
function toolsOf(api: ModelApi): readonly string[] {
  const Body = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
  return api.questions
    .flatMap(({ all }) => Body.parse(JSON.parse(all)).tools)
    .map(({ name }) => name);
}

function toolsNamed(phase: Phase, field = 'tools'): readonly string[] {
  const agent = agents.find(({ name }) => name === `${phase}-agent`)!;
  const tools =
    frontmatterOf(agent.text)
      .fields[field]?.replace(/\(.*?\)/, '')
      .split(', ') ?? [];
  // The native build searches by its shell and offers neither; other builds do.
  return tools.filter((tool) => tool !== 'Glob' && tool !== 'Grep');
}

function bodyOf(phase: string): string {
  return frontmatterOf(agents.find(({ name }) => name === `${phase}-agent`)!.text).body;
}

/** Everything that was asked of the model, as text: the body is JSON. */
function wordsOf(api: ModelApi): string {
  return wordsIn(api.questions.map(({ all }) => textsIn(JSON.parse(all)).join('\n')).join('\n'));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** One space between words: a CLI may wrap or trim. */
function wordsIn(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
