import type { Decision } from '../../domain/phases/decision.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import { noteSettings } from './changed-settings.ts';
import { recordNoticed } from '../loop/noticed.ts';
import { scribeOf } from '../loop/scribe.ts';
import type { Run } from '../loop/run.ts';
import type { Scribe } from '../loop/settle.ts';

/** Before anything runs that the agent wrote. */
export function sealRecord(run: Pick<Run, 'store' | 'report' | 'settings'>): void {
  const text = run.store.record.seal(run.settings());
  if (text !== undefined) run.report({ kind: 'warning', text });
}

/**
 * What anybody else did to the record is put back, told now, and judged with the iteration, and so is
 * what was `seen` besides. Settings that changed are told, too. Returns whether the record was changed.
 */
export async function noteTampering(run: Run, seen: readonly string[] = []): Promise<boolean> {
  const { tampering, settings } = run.store.record.unseal();
  for (const text of [...(tampering === undefined ? [] : [tampering]), ...seen]) {
    run.tampering.push(text);
    run.report({ kind: 'warning', text });
  }
  if (settings !== undefined) await noteSettings(run, settings);
  return tampering !== undefined;
}

/**
 * A row for tampering that no iteration's row tells of: it was found when a run began. Only a person's resume
 * lets the session go on.
 */
export function recordTampering(run: Run): void {
  const reason = run.tampering.splice(0).join('; ');
  recordNoticed(scribeOf(run), { status: 'tampered', reason });
}

/**
 * A person's act: what a killed run left is compared first, so that the act's rows are not taken for an
 * agent's, and stays sealed for the next run.
 */
export function actOnRecord<T>(scribe: Scribe, act: () => T): T {
  const { record } = scribe.store;
  const { tampering, settings } = record.unseal();
  if (tampering !== undefined) {
    scribe.warn(tampering);
    recordNoticed(scribe, { status: 'tampered', reason: tampering });
  }
  try {
    return act();
  } finally {
    if (settings !== undefined) record.seal(settings);
  }
}

/** Nothing that such an agent asks for is followed before a person has looked. */
export function afterTampering({ tampering }: Pick<Run, 'tampering'>, phase: Phase): Decision {
  const reason = tampering.splice(0).join('; ');
  return { kind: 'halt', phase, problem: 'tampered', needs: 'human_decision', reason };
}
