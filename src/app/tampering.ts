import type { Decision } from '../domain/decision.ts';
import type { Phase } from '../domain/phase.ts';
import { noteSettings } from './changed-settings.ts';
import type { Run } from './run.ts';

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

/** Nothing that such an agent asks for is followed before a person has looked. */
export function afterTampering({ tampering }: Pick<Run, 'tampering'>, phase: Phase): Decision {
  const reason = tampering.splice(0).join('; ');
  return { kind: 'halt', phase, problem: 'tampered', needs: 'human_decision', reason };
}
