import { readFileSync } from 'node:fs';

/**
 * Whether the terminal is ours to draw on: not while another job of the shell has it (`&`, or Ctrl-Z and
 * `bg`). True where that cannot be known: without /proc.
 */
export function isForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // proc(5): behind the name, which may hold anything, state, ppid, pgrp, session, tty_nr, tpgid.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5] || fields[5] === '-1';
  } catch {
    return true;
  }
}
