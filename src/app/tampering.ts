import type { Decision } from '../domain/decision.ts';
import type { Phase } from '../domain/phase.ts';
import type { Run } from './run.ts';

/** Before anything runs that the agent wrote. */
export function sealRecord({ store, report }: Pick<Run, 'store' | 'report'>): void {
  const text = store.record.seal();
  if (text !== undefined) report({ kind: 'warning', text });
}

/** What anybody else did to the record is put back, told now, and judged with the iteration. */
export function noteTampering(run: Pick<Run, 'store' | 'tampering' | 'report'>): void {
  const text = run.store.record.unseal();
  if (text === undefined) return;
  run.tampering.push(text);
  run.report({ kind: 'warning', text });
}

/** Nothing that such an agent asks for is followed before a person has looked. */
export function afterTampering({ tampering }: Pick<Run, 'tampering'>, phase: Phase): Decision {
  const reason = tampering.splice(0).join('; ');
  return { kind: 'halt', phase, problem: 'tampered', needs: 'human_decision', reason };
}
