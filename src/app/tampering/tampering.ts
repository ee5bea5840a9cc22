import type { Decision } from '../../domain/phases/decision.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Writer } from '../ports/session/writer.ts';
import type { HeldSession, Loop } from '../run/loop.ts';
import { writerOf } from '../run/writer.ts';
import { recordNoticed } from '../session/noticed.ts';
import { noteSettings } from './changed-settings.ts';

/** Before anything runs that the agent wrote. */
export function sealRecord(loop: Loop): void {
  const text = loop.session.store.record.seal(loop.settings.print());
  if (text !== undefined) loop.teller.report({ kind: 'warning', text });
}

/**
 * Restores the record after changes by other programs, reports them now, and judges them with the
 * iteration, together with `seen`. Reports changed settings, too. Returns whether the record was
 * changed.
 */
export async function noteTampering(loop: Loop, seen: readonly string[] = []): Promise<boolean> {
  const { tampering, settings } = loop.session.store.record.unseal();
  for (const text of [...(tampering === undefined ? [] : [tampering]), ...seen]) {
    loop.session.tampering.push(text);
    loop.teller.report({ kind: 'warning', text });
  }
  if (settings !== undefined) await noteSettings(loop, settings);
  return tampering !== undefined;
}

/**
 * A row for tampering that no iteration's row tells of: it was found when a run began. Only a person's resume
 * lets the session go on.
 */
export function recordTampering(loop: Loop): void {
  const reason = loop.session.tampering.splice(0).join('; ');
  recordNoticed(writerOf(loop), { status: 'tampered', reason });
}

/**
 * Carries out a person's act: compares the record of a killed run first, so that the act's rows are
 * not taken for an agent's. It stays sealed for the next run.
 */
export function actOnRecord<T>(writer: Writer, act: () => T): T {
  const { record } = writer.store;
  const { tampering, settings } = record.unseal();
  if (tampering !== undefined) {
    writer.warn(tampering);
    recordNoticed(writer, { status: 'tampered', reason: tampering });
  }
  try {
    return act();
  } finally {
    if (settings !== undefined) record.seal(settings);
  }
}

/** Nothing that such an agent asks for is followed before a person has looked. */
export function afterTampering({ tampering }: HeldSession, phase: Phase): Decision {
  const reason = tampering.splice(0).join('; ');
  return { kind: 'blocked', phase, problem: 'tampered', needs: 'human_decision', reason };
}
