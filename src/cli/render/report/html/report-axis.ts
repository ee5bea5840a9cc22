import type { Scale } from '../../../../domain/report/scale.ts';
import { clock } from '../../stamp.ts';
import { type Html, html } from './html.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 5, 10, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];
/** So many are tried; those that would touch the one before are left out. */
const TRIED = 14;
/** A share of the width, which may be that of a phone. */
const LEAST_GAP = 0.22;
const GAP_OF_SECONDS = 0.32;

interface Tick {
  readonly place: number;
  readonly time: string;
  /** Where the day is another than at the tick before. */
  readonly day: string;
}

/** Round times of the local clock under a chart, with the day where it changes. */
export function axis(scale: Scale): Html {
  return html`<svg class="axis" width="100%" height="32" aria-hidden="true">
    ${ticksOf(scale).map(
      ({ place, time, day }) =>
        html`<text x="${percent(place)}" y="12" class="${anchorOf(place)}">${time}</text
          ><text x="${percent(place)}" y="26" class="${anchorOf(place)}">${day}</text> `,
    )}
  </svg>`;
}

/** A thin line through a chart at each of these times. */
export function gridLines(scale: Scale): readonly Html[] {
  return ticksOf(scale).map(
    ({ place }) =>
      html`<line class="grid" x1="${percent(place)}" x2="${percent(place)}" y1="0" y2="100%" /> `,
  );
}

function ticksOf({ from, to, place }: Scale): readonly Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= TRIED) ?? Math.ceil((to - from) / TRIED);
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - offset) / step) * step + offset;
  const ticks: Tick[] = [];
  const gap = step < MINUTE ? GAP_OF_SECONDS : LEAST_GAP;
  let [last, before] = [-gap, ''];
  for (let at = first; at <= to; at += step) {
    const share = place(at);
    if (share - last < gap) continue;
    const [day = '', time = ''] = clock(at).split(' ');
    ticks.push({
      place: share,
      time: step < MINUTE ? time : time.slice(0, 5),
      day: day === before ? '' : day.slice(5),
    });
    [last, before] = [share, day];
  }
  return ticks;
}

/** A label at an end does not leave its chart. */
function anchorOf(place: number): string {
  if (place < 0.08) return 'start';
  return place > 0.92 ? 'end' : 'middle';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
