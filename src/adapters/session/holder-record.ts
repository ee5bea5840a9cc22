import {
  flag,
  matching,
  number,
  object,
  oneOf,
  optional,
  orNull,
  text,
  whole,
  type ShapeOf,
} from '../../domain/text/shape.ts';
import { openLock } from '../disk/lock.ts';

/** Who holds a file that may have one holder; enough to know whether it still lives. */
const isHolder = object({
  v: oneOf(1),
  /** Of this acquisition: no two ever have the same. It becomes part of a file's name. */
  id: matching(/^[\w-]{1,100}$/),
  pid: whole,
  startTime: text,
  bootId: text,
  pidNamespace: text,
  host: text,
  /** Of the machine's id, where it has one: two machines may have one name. */
  machine: optional(text),
  since: text,
  busy: flag,
  child: orNull(object({ pid: whole, startTime: text })),
  sleepsUntil: orNull(number),
});
export type HolderRecord = ShapeOf<typeof isHolder>;

/** The lease of a session, and its write lock. */
export const sessionLock = openLock<HolderRecord>((value) => (isHolder(value) ? value : undefined));
