import type { Phase } from '../../domain/phases/phase.ts';
import { gateBetween, type Promised, ruleOf } from '../../domain/phases/rules.ts';
import { agentsAnswers } from '../../domain/questions/answers/agents-answers.ts';
import { type NamedAnswers, numberOf } from '../../domain/questions/answers/named-answers.ts';
import { writeAnswers } from '../../domain/questions/answers/write-answers.ts';
import { allAnswers, readQuestions, wordingOf } from '../../domain/questions/questions.ts';
import { gateOf, openableGate, unpublishedOf } from '../../domain/session/standing.ts';
import { resolveWords } from '../../domain/text/markdown/conflict.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { Writer } from '../ports/session/writer.ts';
import { planConflict } from '../session/gate-trouble.ts';
import { look, type View } from '../session/look.ts';
import type { PersonAct } from '../session/rows.ts';
import { lookAndRepair, lookAndRepairPhase, recordAct } from '../session/settle.ts';
import { noQuestion, refuseConflict, refuseUnclear, remarksOn } from './asked.ts';
import { takeEarlier } from './steer.ts';

/** The person who acts, and their note. */
export interface Actor {
  /** A user's name, or `auto` for `--gates auto`. */
  readonly by: string;
  readonly note?: string | undefined;
  /** The message that the act came by, if it came as one. */
  readonly source?: string | undefined;
}

/** The result of an act, for the person who acted. */
export interface Done {
  readonly view: View;
  /** Things they may want to know. */
  readonly remarks: readonly string[];
}

/** The move planning → implementation: a person's, and only from where a plan waits for it. */
export function approve(writer: Writer, actor: Actor): Done {
  const view = planView(writer);
  refusePlanConflict(writer);
  const plan = writer.store.planFiles();
  const remarks =
    plan.files.length > 0 ? [] : ['no plan file was found in the session (MM-DD-HH:mm-plan-….md)'];
  const act: PersonAct = {
    status: 'approved',
    ...actor,
    to: 'implementation',
    plan: {
      files: [...plan.files],
      hash: plan.hash,
      outline: writer.store.planOutline(),
      ...(writer.store.promisedFiles(0).saysNoCommit ? { noCommit: true } : {}),
    },
  };
  return { view: record(writer, view, act), remarks };
}

/** Turns the plan down; the note goes to the planning agent's next run. */
export function reject(writer: Writer, actor: Actor & { readonly note: string }): Done {
  const view = planView(writer);
  const act: PersonAct = { status: 'rejected', ...actor };
  return { view: record(writer, view, act), remarks: [] };
}

/** Writes answers into `_qa.md` (other questions keep theirs) and records its answers. */
export function answer(writer: Writer, actor: Actor, answers: NamedAnswers): Done {
  const view = requirementsView(writer);
  const file = writer.store.questions();
  if (file === undefined || readQuestions(file.text).length === 0) throw noQuestion(file?.text);
  refuseUnclear(file.text, answers);
  const text = writeAnswers(file.text, answers);
  const isNews = text !== file.text || actor.note !== undefined;
  // An agent may wait again for questions that are answered: repeating the answer lets it continue.
  if (view.answersOpen && !isNews && !atGate(view, 'answers')) {
    return { view, remarks: ['these answers are recorded already'] };
  }
  const all = allAnswers(text);
  if (text !== file.text) writer.store.writeQuestions(text);
  if (all === undefined) {
    return { view, remarks: remarksOn(text) };
  }
  const act: PersonAct = { status: 'answered', ...actor, answers: all, asked: wordingOf(text) };
  const agents = agentsAnswers(all, view.state.answersAfterRun, view.ledger.given);
  const named = new Set(Object.keys(answers).map(numberOf));
  const kept = agents.filter((name) => !named.has(name.slice(1)));
  const remarks =
    kept.length === 0
      ? []
      : [`${kept.join(', ')} kept the answer that was there when the agent ended`];
  return { view: record(writer, view, act), remarks };
}

/** A person's word that no questions are needed. */
export function answerNone(writer: Writer, actor: Actor): Done {
  const view = requirementsView(writer);
  const file = writer.store.questions();
  const open = readQuestions(file?.text ?? '');
  if (open.length > 0) {
    throw new UserError(`_qa.md has ${open.length} questions`, {
      hint: 'samocode answer --accept-suggestions, or edit _qa.md',
    });
  }
  const act: PersonAct = { status: 'answered', ...actor, answers: null };
  return { view: record(writer, view, act), remarks: [] };
}

/** Clears a wait for an action, a block and all counters; never opens a gate. */
export function resume(
  writer: Writer,
  actor: Actor,
  to: Phase | undefined,
  waived?: readonly Promised[],
): Done {
  const view = resumableView(writer);
  if (waived !== undefined) refuseWaiver(to ?? view.phase, waived);
  if (to !== undefined && to !== view.phase) refusePastGate(view, to);
  if (to === undefined && view.standing.kind === 'done') {
    throw new UserError('the session is done', {
      hint: 'to reopen it: samocode resume --phase investigation --note "…"',
    });
  }
  const act: PersonAct = {
    status: 'resumed',
    ...actor,
    ...(to === undefined ? {} : { to }),
    ...(waived === undefined ? {} : { waived }),
  };
  const after = record(writer, view, act);
  const gate = gateOf(after.standing);
  const remarks =
    gate === undefined ? [] : [`the ${gate} gate stays closed; to open it: ${hintOfGate(gate)}`];
  return { view: after, remarks };
}

/** What opens a gate, as a command. */
export function hintOfGate(gate: 'answers' | 'approval'): string {
  return gate === 'answers' ? 'samocode answer' : 'samocode approve';
}

/**
 * Work that cannot be published is given to the agent again: its mark goes. Messages that a run left in
 * the inbox were sent before: a pause among them must not hold up the session that is resumed now.
 */
function resumableView(writer: Writer): View {
  const view = lookAndRepair(writer);
  if (unpublishedOf(view.standing) === undefined) settled(view);
  return takeEarlier(writer) ? look(writer.store) : view;
}

function settledView(writer: Writer, repair = lookAndRepair): View {
  return settled(repair(writer));
}

function settled(view: View): View {
  if (!view.unrecorded) return view;
  throw new UserError('an agent ran here and its work is not recorded yet', {
    hint: 'the next run records it, and the answers in _qa.md, before it starts an agent: samocode run',
  });
}

/** Whether there is a plan that a person may approve or reject. */
export function waitsForApproval(view: View): boolean {
  return view.phase === 'planning' && (atGate(view, 'approval') || view.ledger.planRejected);
}

function planView(writer: Writer): View {
  const view = settledView(writer);
  if (waitsForApproval(view)) return view;
  throw new UserError(`there is no plan that waits for approval: ${whereItStands(view)}`, {
    hint: 'to see where it stands: samocode status',
  });
}

/** Throws where a plan has two versions: which one was approved could not be told. */
function refusePlanConflict({ store }: Writer): void {
  const conflict = planConflict(store);
  if (conflict === undefined) return;
  throw new UserError(conflict.text, { hint: resolveWords(conflict.name) });
}

/**
 * Records the current `_qa.md` with the act: it may come from the same act of a samocode that was
 * killed.
 */
function requirementsView(writer: Writer): View {
  const view = settledView(writer, lookAndRepairPhase);
  refuseUnasked(view);
  refuseConflict(writer.store.questions()?.text);
  return view;
}

/** Throws where the session asks nothing. */
export function refuseUnasked(view: View): void {
  if (view.phase === 'requirements' || atGate(view, 'answers')) return;
  throw new UserError(`nothing is asked: ${whereItStands(view)}`, {
    hint: 'questions are asked and answered in requirements',
  });
}

function record(writer: Writer, view: View, act: PersonAct): View {
  recordAct(writer, view, act);
  return look(writer.store);
}

function atGate(view: View, gate: 'answers' | 'approval'): boolean {
  return openableGate(view.standing) === gate;
}

/** A waiver of a thing that the phase does not promise would do nothing. */
function refuseWaiver(phase: Phase, waived: readonly Promised[]): void {
  const { promises } = ruleOf(phase);
  const wrong = waived.find((promised) => !promises.includes(promised));
  if (wrong === undefined) return;
  throw new UserError(`--waive ${wrong}: ${phase} does not promise that`, {
    hint: promises.length === 0 ? `${phase} promises nothing` : `valid: ${promises.join(', ')}`,
  });
}

/** `resume --phase` goes back, never forward past a gate that only its own command opens. */
function refusePastGate(view: View, to: Phase): void {
  const gate = gateBetween(view.phase, to);
  if (gate === undefined) return;
  throw new UserError(`resume does not pass the ${gate} gate on the way to ${to}`, {
    hint: `${hintOfGate(gate)}; or edit Phase in _overview.md, which is recorded as an override`,
  });
}

function whereItStands({ phase, standing }: View): string {
  if (standing.kind === 'waiting') {
    return `the session is in ${phase} and waits for ${standing.for}`;
  }
  return standing.kind === 'blocked'
    ? `the session is blocked in ${phase} (${standing.reason})`
    : `the session is in ${phase}`;
}
