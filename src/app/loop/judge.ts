import { afterBaseline } from '../../domain/phases/baseline.ts';
import { decide, type Decision, SILENCE_LIMIT } from '../../domain/phases/decision.ts';
import { afterLostFolder } from '../../domain/phases/lost-folder.ts';
import { slipsOf } from '../../domain/phases/signal/signal.ts';
import { orStronger } from '../../domain/phases/stronger-try.ts';
import { haveQuestionsChanged, isAnswersGateOpen } from '../../domain/questions/questions.ts';
import { isUnasked } from '../../domain/questions/without-questions.ts';
import type { Ending } from '../../domain/run/event.ts';
import { isRetried } from '../../domain/session/standing.ts';
import { beforeDone } from '../../domain/settings/changed-settings.ts';
import type { DiskFull } from '../run/disk-full.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { Report } from '../run/report.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { afterTampering } from '../tampering/tampering.ts';
import { keepAnswers } from './keep-answers.ts';
import { type Judged, tellIdle, watchProgress } from './progress.ts';
import { keepPromises } from './promises.ts';
import { proofsFor, prove } from './verify.ts';

/**
 * The decision on an iteration, once the proof of work was done where one is needed.
 * Without one, because the run was stopped meanwhile or the disk is full, the mark stays, and the next
 * run judges.
 */
export async function judge(
  loop: Loop,
  view: View,
  report: Report,
): Promise<Judged | DiskFull | Signalled> {
  const { store } = loop.session;
  const phase = phaseBefore(view);
  if (loop.session.tampering.length > 0)
    return await conclude(loop, view, report, afterTampering(loop.session, phase));
  if (report.lostFolder !== undefined) {
    return await conclude(loop, view, report, afterLostFolder(phase, report.lostFolder));
  }
  const text = keepAnswers(loop, view);
  const { firstAsked, given } = view.ledger;
  const followed = decide(
    {
      phase,
      hasOverview: store.overview().kind !== 'missing',
      // Compares the answers that a person gave before this run with the current file.
      answersOpen:
        isAnswersGateOpen(given, text) || isUnasked(loop.settings.config.questions, given, text),
      silent: view.ledger.silent,
      isReminded: view.ledger.trouble?.problem === 'wait-reason',
    },
    report.reading,
  );
  const known = afterBaseline(
    haveQuestionsChanged(given, text) ? atChangedQuestions(followed) : followed,
    { from: phase, baseline: view.state.baseline, questions: text, firstAsked },
  );
  const asked = keepPromises(loop, view, known);
  const decided = beforeDone(asked, store.ledger().settings, phase);
  const commands = proofsFor(loop, view, decided);
  if (commands.length > 0) {
    // Asked to stop: the mark stays, and the next run proves and judges.
    if (isStopped(loop)) return signalled(loop);
    const { iteration } = report;
    const proved = await prove(loop, view, decided, { iteration, commands });
    if (loop.session.tampering.length > 0)
      return await conclude(loop, view, report, afterTampering(loop.session, phase));
    if (isStopped(loop)) return signalled(loop);
    if (proved.kind === 'disk') return proved;
    return { ...(await conclude(loop, view, report, proved.decision)), proof: proved.proof };
  }
  return await conclude(loop, view, report, decided);
}

type Signalled = Extract<Ending, { kind: 'signalled' }>;

export function signalled({ stops }: Pick<Loop, 'stops'>): Signalled {
  return { kind: 'signalled', signal: stops.signal() };
}

/** Says why a gate is closed that a person thinks they opened. */
function atChangedQuestions(decision: Decision): Decision {
  if (decision.kind !== 'blocked' || decision.problem !== 'gate') return decision;
  const reason =
    'the questions of _qa.md are not those that a person answered: some were reworded, added or removed; to answer them as they are now: samocode answer';
  return { ...decision, reason };
}

/** The last check: a session without progress is stuck. */
async function conclude(
  loop: Loop,
  view: View,
  report: Report,
  decision: Decision,
): Promise<Judged> {
  const judged = withStronger(loop, view, await watchProgress(loop, view, report, decision));
  warnOfSignal(loop, view, report);
  tell(loop, view, report, judged.decision);
  tellIdle(loop, view, judged, report.iteration);
  return judged;
}

/** A phase that is stuck may get one try with a stronger profile. */
function withStronger({ settings }: Loop, view: View, judged: Judged): Judged {
  const { decision } = judged;
  const profile = settings.config.stronger[decision.phase]?.profile;
  const isUsed = view.ledger.stronger !== undefined;
  return { ...judged, decision: orStronger(decision, { profile, isUsed }) };
}

/** A signal that had to be repaired, or that cannot be read. The decision says why it cannot. */
function warnOfSignal(loop: Loop, view: View, report: Report): void {
  const { iteration, reading } = report;
  const warn = (text: string): void => {
    loop.teller.report({ kind: 'warning', text: `iteration ${iteration} ${text}` });
  };
  if (reading.kind === 'signal') {
    const slips = slipsOf(reading).join(', ');
    if (slips !== '') warn(`left a signal that is not plain JSON; repaired and read: ${slips}`);
    return;
  }
  if (report.lostFolder !== undefined) return;
  const what = reading.kind === 'none' ? 'no signal' : 'a signal that cannot be read';
  const row = view.ledger.silent + 1;
  warn(`left ${what} (${row} in a row; ${SILENCE_LIMIT} block the session)`);
}

function tell(loop: Loop, view: View, report: Report, decision: Decision): void {
  // Told when the publication failed.
  if (report.exit === undefined && isRetried(view.standing)) return;
  const signal = report.reading.kind === 'signal' ? report.reading.signal : undefined;
  const isOurs = 'problem' in decision && decision.problem !== undefined;
  loop.teller.report({
    kind: 'decided',
    iteration: report.iteration,
    from: phaseBefore(view),
    to: decision.phase,
    decision: decision.kind,
    summary: signal?.summary,
    reason: 'reason' in decision ? decision.reason : signal?.reason,
    isOurs,
  });
}
