import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { claude } from '../../src/adapters/providers/claude/claude.ts';
import type { Phase } from '../../src/domain/phases/phase.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { TASK } from '../adapters/providers/fixtures.ts';
import { assetsOf, frontmatterOf, ROOT } from '../support/assets.ts';
import { startAnthropicApi } from './support/anthropic-api.ts';
import { runCli } from './support/cli.ts';
import { claudeEnvironment, codexEnvironment, REAL_CLIS } from './support/environment.ts';
import { follower } from './support/follower.ts';
import { createRig, type Rig } from './support/rig.ts';

// What a run sends to the model besides its own texts: no lists of ours, the repository's skills, MCP tools.

const DEPLOY = `---
name: deploy
description: Sends the shop to the test server.
---

Run deploy.sh.
`;
const descriptions = [...assetsOf('agent'), ...assetsOf('skill'), ...assetsOf('command')].map(
  ({ text }) => frontmatterOf(text).fields['description']!,
);

describe.each(PROVIDER_NAMES)('a run with %s', (provider) => {
  test('lists no agent, skill or command of samocode', async () => {
    await using rig = await createRig({ provider, model: follower });
    const asked = await investigate(rig);
    expect(descriptions.filter((text) => asked.includes(text))).toEqual([]);
    expect(asked).not.toContain('available for use with the Skill tool');
  });

  test.each(['link', 'copy'])('lists nothing twice after samocode install (%s)', async (mode) => {
    await using rig = await createRig({ provider, model: follower });
    const home = { home: path.join(rig.root, 'home'), apiUrl: rig.api.url };
    const env = provider === 'claude' ? claudeEnvironment(home) : codexEnvironment(home);
    const flags = mode === 'copy' ? ['--copy'] : [];
    execFileSync(process.execPath, [path.join(ROOT, 'dist/bin.js'), 'install', ...flags], { env });
    commitSkill(rig);
    const asked = await investigate(rig);
    const twice = descriptions.filter((text) => asked.split(text).length > 2);
    expect(twice).toEqual([]);
    if (provider === 'claude') expect(asked).toContain('Sends the shop to the test server.');
  });
});

test('Claude has the Skill tool for the skills of the repository, without those of the CLI', async () => {
  await using rig = await createRig({ provider: 'claude', model: follower });
  commitSkill(rig);
  const asked = await investigate(rig);
  const [, list = ''] = asked.split('available for use with the Skill tool:');
  const [skills = ''] = list.trimStart().split('\n\n');
  const names = [...skills.matchAll(/^- ([\w:-]+): /gm)].map((match) => match[1]);
  // One of the CLI's own plugins stays.
  expect(names).toEqual(['deploy', 'plugin-authoring']);
});

describe('MCP', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'real-mcp-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  test.each<[Phase, boolean]>([
    ['implementation', true],
    ['testing', true],
    ['quality', false],
  ])('in %s Claude has the tools of an MCP server: %s', async (phase, isThere) => {
    await using api = await startAnthropicApi(() => ({ kind: 'text', text: 'All done.' }));
    const promptPath = path.join(home, 'prompt.md');
    writeFileSync(promptPath, 'Say that all is done.');
    writeFileSync(
      path.join(home, '.mcp.json'),
      JSON.stringify({ mcpServers: { stub: { command: process.execPath, args: [STUB] } } }),
    );
    const command = claude.command({
      ...{ ...TASK, phase, promptPath, cwd: home, sessionDir: home, extraArgs: [] },
      ...{ executable: REAL_CLIS.claude, pluginFolder: path.join(ROOT, 'agents') },
      ...{ agentSession: randomUUID(), isRoot: process.getuid?.() === 0 },
    });
    const env = { ...claudeEnvironment({ home, apiUrl: api.url }), ...command.env };
    const run = await runCli({ ...command, env, promptFile: promptPath, logDir: home });
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const { tools, mcp_servers: servers } = Init.parse(run.events[0]);
    expect(servers).toMatchObject([{ name: 'stub', status: 'connected' }]);
    expect(tools.includes('mcp__stub__open_page')).toBe(isThere);
    expect(api.questions[0]?.all.includes('mcp__stub__open_page')).toBe(isThere);
  });
});

const STUB = path.join(import.meta.dirname, 'support/mcp-stub.js');
const Init = z.looseObject({
  tools: z.array(z.string()),
  mcp_servers: z.array(z.looseObject({ name: z.string(), status: z.string() })),
});

/** The texts of everything that a run asked up to investigation, whose agent has the most lists. */
async function investigate(rig: Rig): Promise<string> {
  const run = await rig.samocode('--task', 'Greet', '--max-iterations', '2');
  expect(run, run.stdout).toMatchObject({ exitCode: 7 });
  const first = rig.api.questions.find(({ all }) => all.includes('- Phase: investigation'));
  return textsIn(JSON.parse(first?.all ?? '')).join('\n');
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function commitSkill(rig: Rig): void {
  const repo = path.join(rig.root, 'repo');
  mkdirSync(path.join(repo, '.claude/skills/deploy'), { recursive: true });
  writeFileSync(path.join(repo, '.claude/skills/deploy/SKILL.md'), DEPLOY);
  for (const args of [
    ['add', '.claude'],
    ['commit', '-q', '-m', 'Add a skill'],
  ]) {
    execFileSync('git', args, { cwd: repo });
  }
}
