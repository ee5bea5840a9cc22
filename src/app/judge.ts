import { decide, type Decision } from '../domain/decision.ts';
import { isAnswersGateOpen } from '../domain/questions.ts';
import type { Report } from './iteration.ts';
import type { View } from './look.ts';
import { worktreeOf } from './prompting.ts';
import { phaseBefore } from './remember.ts';
import { isStopped, type Run } from './run.ts';
import { needsProof, prove } from './verify.ts';

/**
 * The decision on an iteration, once what it depends on was done: the proof of work, the worktree.
 * Undefined when the run was stopped meanwhile: the mark stands, and the next run judges.
 */
export async function judge(run: Run, view: View, report: Report): Promise<Decision | undefined> {
  const { store } = run;
  const phase = phaseBefore(view);
  const decided = decide(
    {
      phase,
      hasOverview: store.overview().kind !== 'missing',
      // What a person had given before this run began, against what stands there now.
      answersOpen: isAnswersGateOpen(view.ledger.given, store.questions()?.text),
      silent: view.ledger.silent,
    },
    report.reading,
  );
  if (needsProof(run, view, decided)) {
    // Asked to stop: the mark stands, and the next run proves and judges.
    if (isStopped(run)) return undefined;
    const proved = await prove(run, view, decided, report.iteration);
    if (isStopped(run)) return undefined;
    return tell(run, view, report, proved);
  }
  const leavesInit = phase === 'init' && decided.phase !== 'init';
  return tell(run, view, report, leavesInit ? await withWorktree(run, decided) : decided);
}

/** The worktree is samocode's own work; without one the session does not leave init. */
async function withWorktree(run: Run, decision: Decision): Promise<Decision> {
  const { path, branch } = worktreeOf(run);
  if (run.isFolder(path)) return decision;
  const failure = await run.repository.addWorktree(path, branch);
  if (failure === undefined) {
    run.report({ kind: 'worktree-added', path, branch });
    return decision;
  }
  const reason = `the worktree ${path} cannot be added: ${failure}`;
  return { kind: 'halt', phase: 'init', problem: 'worktree', needs: 'environment', reason };
}

function tell(run: Run, view: View, report: Report, decision: Decision): Decision {
  const signal = report.reading.kind === 'signal' ? report.reading.signal : undefined;
  run.report({
    kind: 'decided',
    iteration: report.iteration,
    from: phaseBefore(view),
    to: decision.phase,
    decision: decision.kind,
    summary: signal?.summary,
    reason: 'reason' in decision ? decision.reason : signal?.reason,
  });
  return decision;
}
