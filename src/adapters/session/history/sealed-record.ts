import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { SealedRecord } from '../../../app/ports/session/record.ts';
import type { SettingsPrint } from '../../../domain/settings/changed-settings.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { type DataOf, fits, jsonOf } from '../../../domain/text/read-json.ts';
import { forget } from '../../disk/entries.ts';
import { lastLineOf, openLastLine } from '../../disk/lines/last-line.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { readRegular } from '../../disk/regular-file.ts';
import { bootIdentity } from '../lease/machine.ts';
import { openSealedFile, type SealedFilePlace } from './sealed-file.ts';

const sealSchema = z.object({
  bootId: z.string(),
  session: z.string(),
  settings: z.optional(z.record(z.string(), z.string())),
});
const SEAL_LIMIT = 16 * 1024;
const SEAL_NAME = 'sealed.json';

export const NO_RECORD: SealedRecord = { seal: () => undefined, unseal: () => ({}) };

/** Whether an agent works, or worked when the last run was killed: a summary of the history may be the agent's. */
export function isSealed(kept: string): boolean {
  return readSeal(join(kept, SEAL_NAME)) !== undefined;
}

/**
 * The kept folder has a copy of each file, and the last line of `sealed.json` says that an agent works. Nothing of it is
 * synced: after another boot of the machine a seal says nothing. A lost copy is made again.
 */
export function openSealedRecord(session: string, kept: string): SealedRecord {
  const files = sealedPlaces(session, kept).map(openSealedFile);
  const sealPath = join(kept, SEAL_NAME);
  const seal = openLastLine(sealPath, { limitBytes: SEAL_LIMIT, isDurable: false });
  let sealed:
    | { readonly identities: readonly string[] | undefined; readonly settings: SettingsPrint }
    | undefined;
  const breakSeal = (): void => {
    try {
      seal.write('null');
    } catch {
      // A full disk takes no line.
      rmSync(sealPath, { force: true });
    }
  };
  return {
    seal: (settings) => {
      sealed = { identities: undefined, settings };
      try {
        makeFolder(kept);
        for (const { bring } of files) bring();
        seal.write(JSON.stringify({ ...sealOf(session), settings }));
        sealed = { identities: files.map(({ identity }) => identity()), settings };
        return undefined;
      } catch (error) {
        forget(sealPath);
        // Without a copy nothing is compared.
        return `the history has no copy in ${kept} (${errorMessage(error)}): a change by the agent would not be noticed`;
      }
    },
    unseal: () => {
      const ours = sealed;
      sealed = undefined;
      if (ours !== undefined && ours.identities === undefined) return { settings: ours.settings };
      const left = ours ?? sealNow(sealPath, session);
      if (left === undefined) return {};
      const isSame = (at: number): boolean => ours?.identities?.[at] === files[at]?.identity();
      const found = files.flatMap((file, at) => (isSame(at) ? [] : (file.putBack() ?? [])));
      // Its view of the history may come from the agent.
      rmSync(join(session, '.run/checkpoint.json'), { recursive: true, force: true });
      breakSeal();
      const tampering = found.length === 0 ? undefined : found.join('; ');
      return { tampering, settings: left.settings };
    },
  };
}

function sealedPlaces(session: string, kept: string): readonly SealedFilePlace[] {
  const place = (name: string, file: string, copy: string): SealedFilePlace => ({
    name,
    path: join(session, file),
    copy: join(kept, copy),
  });
  const history = place('the history', '_signal_history.jsonl', 'history.jsonl');
  return [
    { ...history, isAppended: true },
    { ...place('the state (.run/state.json)', '.run/state.json', 'state.json'), isAppended: true },
    place('the task (.run/given/task.md)', '.run/given/task.md', 'task.md'),
    place('the dive (.run/given/dive.md)', '.run/given/dive.md', 'dive.md'),
  ];
}

function sealOf(session: string): DataOf<typeof sealSchema> {
  const { ino } = statSync(session, { bigint: true });
  return { bootId: bootIdentity(), session: ino.toString() };
}

/** The seal of an agent that worked on this very session, in this boot, when the last run was killed. */
function sealNow(sealPath: string, session: string): DataOf<typeof sealSchema> | undefined {
  try {
    const seal = readSeal(sealPath);
    const now = sealOf(session);
    const isNow = seal?.bootId === now.bootId && seal.session === now.session;
    return isNow ? seal : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where none is, or where the last line says that it was broken. */
function readSeal(sealPath: string): DataOf<typeof sealSchema> | undefined {
  const reading = readRegular(sealPath, SEAL_LIMIT);
  const last = reading.kind === 'file' ? lastLineOf(reading.bytes.toString(), jsonOf) : undefined;
  return fits(sealSchema, last) ? last : undefined;
}
