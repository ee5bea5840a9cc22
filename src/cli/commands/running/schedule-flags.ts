import type { PlaceFlags } from '../../compose/place/place.ts';
import type { StartFlags } from './work-flags.ts';

export interface ScheduleFlags extends PlaceFlags, StartFlags {
  readonly every?: string;
  readonly json?: boolean;
  readonly listen?: boolean;
  readonly work?: boolean;
}
