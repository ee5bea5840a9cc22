/**
 * The calls that need no approval; `accept-edits` exists for Claude Code, `sandbox` is Codex's own
 * sandbox.
 */
export const PERMISSIONS = ['bypass', 'accept-edits', 'sandbox'] as const;
export type Permissions = (typeof PERMISSIONS)[number];
