import type { SeenUse } from './window-use.ts';

/** A window's use as the name of an empty file in the limit book. */
export function useName({ minutes, used, isWarned, until, seen }: SeenUse): string {
  const number = used === undefined ? (isWarned ? 'warned' : 'allowed') : Math.round(used * 100);
  return `quota-${minutes}-${number}-${Math.max(0, Math.floor(until ?? 0))}-${Math.floor(seen)}`;
}

/** Undefined for a name that is none of ours. */
export function readUse(name: string): SeenUse | undefined {
  const form = /^quota-(\d{1,7})-(\d{1,5}|warned|allowed)-(\d{1,16})-(\d{1,16})$/;
  const [, minutes, number, until, seen] = form.exec(name) ?? [];
  if (minutes === undefined) return undefined;
  const used = Number(number);
  return {
    minutes: Number(minutes),
    used: Number.isNaN(used) ? undefined : used / 100,
    isWarned: number === 'warned',
    until: Number(until) === 0 ? undefined : Number(until),
    seen: Number(seen),
  };
}
