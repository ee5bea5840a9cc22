import type { ProcessEnd } from '../../domain/provider/agent.ts';
import type { ReportEvent } from '../loop/loop.ts';

/** Names the processes of an attempt that could not be ended; a person has to look. */
export function reportSurvivors(report: ReportEvent, { survivors = [] }: ProcessEnd): void {
  if (survivors.length === 0) return;
  const look = `ps -o pid,user,args -p ${survivors.join(',')}`;
  const text = `${survivors.length} processes that the agent started could not be ended and are still there: ${look}`;
  report({ kind: 'warning', text });
}
