import { describe, expect, it } from 'vitest';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { readQuestions } from '../../src/domain/questions/questions.ts';
import { readOverview } from '../../src/domain/session/overview.ts';
import {
  artefactKindsIn,
  assetsOf,
  fencesOf,
  frontmatterOf,
  sectionOf,
} from '../support/assets.ts';

const TOOLS = new Set('Read Write Edit Bash Glob Grep Skill WebFetch WebSearch'.split(' '));
/** Other sub-agents than these are phases of samocode, or cost tokens and no run needs them. */
const SUB_AGENTS = 'Agent(general-purpose, Explore)';
const WORK = 'Read, Write, Edit, Bash';
const agents = assetsOf('agent');
/** A list of tools hides every tool of an MCP server, such as a browser. */
const toolsKey = (name: string): string =>
  ['implementation-agent', 'testing-agent'].includes(name) ? 'disallowedTools' : 'tools';

it('there is one agent for each phase and no other', () => {
  expect(agents.map(({ name }) => name).sort()).toEqual(
    PHASES.map((phase) => `${phase}-agent`).sort(),
  );
});

describe.each(agents)('$name', ({ name, text }) => {
  const { fields, body, problems } = frontmatterOf(text);

  it('has a frontmatter that both YAML and the CLI take', () => {
    expect(problems).toEqual([]);
    expect(Object.keys(fields)).toEqual(['name', 'description', toolsKey(name), 'model']);
    expect(fields['name']).toBe(name);
    expect(fields['model']).toBe('inherit');
    expect(fields['description']!.length).toBeGreaterThan(60);
    expect(fields['description']!.length).toBeLessThan(300);
    const tools = (fields['tools'] ?? WORK).replace(SUB_AGENTS, 'Read').split(', ');
    expect(tools.filter((tool) => !TOOLS.has(tool))).toEqual([]);
    expect(tools).toEqual(expect.arrayContaining(WORK.split(', ')));
  });

  it('says what it reads, writes, signals and never does', () => {
    for (const heading of ['Reads', 'Writes', 'Signals', 'Never']) {
      expect(sectionOf(body, heading).trim(), heading).not.toBe('');
    }
  });

  it('names no model and leaves nothing to be filled in', () => {
    expect(body).not.toMatch(/\b(opus|sonnet|haiku|gpt|gemini|llama|mistral)\b/i);
    expect(body).not.toMatch(/\b(TODO|TBD|FIXME|lorem)\b|\[[A-Z_ ]{3,}\]|\.\.\.$/m);
  });
});

describe('artefacts', () => {
  const writers = agents.map((agent) => ({
    name: agent.name,
    kinds: artefactKindsIn(sectionOf(agent.text, 'Writes')),
  }));
  const written = writers.flatMap(({ kinds }) => kinds);

  it('are each written by one agent', () => {
    expect(new Set(written).size).toBe(written.length);
    expect(written.length).toBeGreaterThan(6);
  });

  it.each(agents)('what $name reads is written by some agent', ({ text }) => {
    const unknown = artefactKindsIn(text).filter((kind) => !written.includes(kind));
    expect(unknown).toEqual([]);
  });
});

describe('the forms that the agents are shown', () => {
  const shownBy = (phase: string, marker: string): string =>
    fencesOf(agents.find(({ name }) => name === `${phase}-agent`)!.text).find(({ body }) =>
      body.includes(marker),
    )!.body;

  it("init's overview is read as a session in init", () => {
    const overview = shownBy('init', '## Status');
    expect(readOverview(overview)).toMatchObject({
      kind: 'status',
      status: { phase: 'init', iteration: 1, total: 0, blocked: 'no' },
    });
    for (const heading of ['Task', 'Flow Log', 'Files', 'Plans']) {
      expect(overview).toContain(`\n## ${heading}\n`);
    }
  });

  it("requirements' _qa.md is read as open questions with suggestions", () => {
    const questions = readQuestions(shownBy('requirements', 'Answer: _waiting_'));
    expect(questions.map(({ number }) => number)).toEqual([1, 2]);
    for (const { answer, suggestion } of questions) {
      expect(answer).toBeUndefined();
      expect(suggestion).toMatch(/^[a-d]\b/);
    }
  });

  it("planning's plan has phases with open boxes and a check each", () => {
    const plan = shownBy('planning', '## Implementation Phases');
    const phases = plan.split(/^### Phase \d+: /m).slice(1);
    expect(phases.length).toBeGreaterThan(1);
    for (const phase of phases) {
      expect(phase).toMatch(/^- \[ \] \S/m);
      expect(phase).toMatch(/^Verify: `.+`$/m);
      expect(phase).toMatch(/^Covers: R\d/m);
    }
  });
});
