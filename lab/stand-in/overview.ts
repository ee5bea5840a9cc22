/** An overview as an agent writes it, in this phase. */
export function overviewText(phase: string): string {
  return [
    '# Session: simulation',
    '',
    '## Status',
    `Phase: ${phase}`,
    'Iteration: 1',
    'Total Iterations: 0',
    'Blocked: no',
    'Last Action: Session created',
    'Next: Go on',
    '',
    '## Flow Log',
    '',
  ].join('\n');
}
