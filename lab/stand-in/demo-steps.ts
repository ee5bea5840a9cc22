import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './context.ts';

/** One thing the stand-in does, shown as a tool call. */
export interface ToolCall {
  readonly tool: string;
  readonly what: string;
  readonly result: string;
}

/** Its report about the step. */
export interface Word {
  readonly status: string;
  readonly phase?: string;
  readonly for?: string;
  readonly summary: string;
}

/** Does the step of its phase for real: files, a commit, a report, the signal. */
export function* work(context: Context): Generator<ToolCall, Word> {
  const step = STEPS[context.phase];
  if (step === undefined) throw new Error(`the stand-in knows no phase "${context.phase}"`);
  const word = yield* step(context);
  yield flow(context, word.summary);
  yield signal(context, word);
  return word;
}

type Step = (context: Context) => Generator<ToolCall, Word>;

const STEPS: Readonly<Record<string, Step>> = {
  *init(context) {
    yield write(context, '_overview.md', OVERVIEW);
    return { status: 'continue', phase: 'investigation', summary: 'Session created' };
  },
  *investigation(context) {
    const readme = readFileSync(join(context.cwd, 'README.md'), 'utf8');
    yield { tool: 'Read', what: 'README.md', result: readme };
    const name = `${context.fileStamp}-dive-greeting.md`;
    yield write(context, name, '# Dive: greeting\n\nThe project has a README and no code yet.\n');
    return { status: 'continue', phase: 'requirements', summary: `Dive complete -> ${name}` };
  },
  *requirements(context) {
    if (existsSync(join(context.session, '_qa.md'))) {
      const name = `${context.fileStamp}-requirements-greeting.md`;
      yield write(context, name, '# Requirements: greeting\n\nR1: It greets by name.\n');
      return { status: 'continue', phase: 'planning', summary: `Answers read -> ${name}` };
    }
    yield write(context, '_qa.md', QUESTIONS);
    return { status: 'waiting', for: 'qa_answers', summary: 'One question asked' };
  },
  *planning(context) {
    const name = `${context.fileStamp}-plan-greeting.md`;
    yield write(context, name, PLAN);
    return { status: 'waiting', for: 'plan_approval', summary: `Plan written -> ${name}` };
  },
  *implementation(context) {
    writeFileSync(join(context.cwd, 'greet.js'), CODE);
    yield { tool: 'Write', what: 'greet.js', result: 'written' };
    yield run(context, 'git', ['add', 'greet.js']);
    yield run(context, 'git', ['commit', '--quiet', '-m', 'Greet by name']);
    const plan = planOf(context);
    const ticked = readFileSync(join(context.session, plan), 'utf8').replaceAll('- [ ]', '- [x]');
    yield write(context, plan, ticked);
    return { status: 'continue', phase: 'testing', summary: 'greet.js written and committed' };
  },
  *testing(context) {
    const toolCall = run(context, process.execPath, ['greet.js', 'world']);
    yield toolCall;
    const name = `${context.fileStamp}-test-report-greeting.md`;
    yield write(
      context,
      name,
      `# Test report\n\nVerdict: pass\n\n\`node greet.js world\` printed:\n\n    ${toolCall.result}`,
    );
    return { status: 'continue', phase: 'quality', summary: `Tested -> ${name}` };
  },
  *quality(context) {
    yield run(context, 'git', ['log', '--oneline', '-1']);
    const name = `${context.fileStamp}-review-greeting.md`;
    yield write(context, name, '# Review\n\nRound: 1 of 3\nVerdict: clean\n');
    return { status: 'continue', phase: 'done', summary: 'Reviewed, nothing to fix' };
  },
  *done(context) {
    const name = `${context.fileStamp}-summary-greeting.md`;
    yield write(context, name, '# Summary\n\n`node greet.js <name>` greets by name.\n');
    return { status: 'done', summary: `Summary written -> ${name}` };
  },
};

const OVERVIEW = `# Session: greeting

## Task
A program that greets by name.

## Status
Phase: init
Iteration: 1
Total Iterations: 0
Blocked: no
Last Action: Session created
Next: Look around

## Flow Log

## Files
`;

const QUESTIONS = `# Questions

## Q1: How should it greet?
a) Hello, <name>!
b) Good day, <name>.

Suggestion: a

Answer: _waiting_
`;

const PLAN = `# Plan: greeting

## Implementation Phases

### Phase 1: greet.js
- [ ] Write greet.js
- [ ] Commit it

## Verification
node greet.js world prints a greeting
`;

const CODE = `console.log(\`Hello, \${process.argv[2] ?? 'you'}!\`);\n`;

function write(context: Context, name: string, text: string): ToolCall {
  writeFileSync(join(context.session, name), text);
  return { tool: 'Write', what: name, result: 'written' };
}

/** The log of the session grows under its heading. */
function flow(context: Context, event: string): ToolCall {
  const path = join(context.session, '_overview.md');
  const text = readFileSync(path, 'utf8')
    .replace(/^Last Action:.*$/m, `Last Action: ${event}`)
    .replace(/^## Files/m, `- ${context.flowStamp} ${event}\n\n## Files`);
  writeFileSync(path, text);
  return { tool: 'Edit', what: '_overview.md', result: 'edited' };
}

/** Written aside and renamed, as workflow.md asks. */
function signal(context: Context, word: Word): ToolCall {
  const path = join(context.session, '_signal.json');
  writeFileSync(`${path}.tmp`, JSON.stringify(word));
  renameSync(`${path}.tmp`, path);
  return { tool: 'Write', what: '_signal.json', result: 'written' };
}

function run(context: Context, file: string, args: readonly string[]): ToolCall {
  const result = execFileSync(file, args, { cwd: context.cwd, encoding: 'utf8' });
  return { tool: 'Bash', what: [file, ...args].join(' '), result };
}

function planOf(context: Context): string {
  const plan = readdirSync(context.session).find((name) => /-plan-.*\.md$/.test(name));
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}
