/** Of the time after which others take a session over: for so long after its last confirmation a claim may start work. */
const SAFE_SHARE = 14 / 15;

/** When the database confirmed a claim last, by the clock of the machine since its start. */
export interface Confirmed {
  readonly confirmedMs: number;
  readonly heartbeatMs: number;
}

/** Whether no other machine can have taken the session over by now. A time of an earlier start of the machine counts as none. */
export function isConfirmed({ confirmedMs, heartbeatMs }: Confirmed, nowMs: number): boolean {
  const age = nowMs - confirmedMs;
  return age >= 0 && age <= heartbeatMs * SAFE_SHARE;
}
