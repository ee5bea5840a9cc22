import type { MorningReport } from '../../../../app/report/morning-report.ts';
import { PHASES } from '../../../../domain/phases/phase.ts';
import type { ReportedIteration, Wait } from '../../../../domain/report/report.ts';
import { type Scale, timeScale } from '../../../../domain/report/scale.ts';
import { waitedFor } from '../../standing/wait-words.ts';
import { costText, durationText } from '../report-figures.ts';
import { type Html, html, raw } from './html.ts';
import { axis, gridLines } from './report-axis.ts';

const LANE_PX = 26;
const BAR_PX = 12;
/** A bar of an iteration of seconds is still to be seen, and to be touched. */
const LEAST_SHARE = 0.008;

/** One bar per iteration in the lane of its phase, with the waits behind them. */
export function timeline(report: MorningReport): Html {
  const scale = scaleOf(report);
  if (scale === undefined) return raw('');
  const bars = report.iterations.filter(({ endedAt }) => endedAt !== null);
  const lanes = [...new Set(bars.map(({ from }) => from))];
  const height = lanes.length * LANE_PX;
  const title = `Timeline: ${bars.length} iterations in ${lanes.length} phases, ${report.waits.length} waits`;
  const labels = lanes.map(
    (lane) => html`<span><i class="key ${phaseClass(lane)}"></i>${lane}</span> `,
  );
  return html`<div class="chart">
      <div class="lanes">${labels}</div>
      <div>
        <svg
          class="timeline"
          role="img"
          aria-labelledby="timeline-title"
          width="100%"
          height="${String(height)}"
        >
          <title id="timeline-title">${title}. The tables have the same in words.</title>
          ${report.waits.map((wait) => waitRect(wait, scale, height))} ${gridLines(scale)}
          ${bars.map((bar) => barRect(bar, scale, lanes.indexOf(bar.from)))}
        </svg>
        ${axis(scale)}
      </div>
    </div>
    ${report.waits.length === 0 ? '' : LEGEND}`;
}

const LEGEND = html`<p class="legend">
  <i class="key wait"></i>a wait, or five minutes and more without a run; long ones are drawn
  shorter
</p>`;

function barRect(one: ReportedIteration, scale: Scale, lane: number): Html {
  const end = Date.parse(one.endedAt ?? '');
  const start = one.startedAt === null ? end : Date.parse(one.startedAt);
  const said = one.words === null ? '' : `: ${one.words}`;
  const facts = `${durationText(one.durationMs)}, ${costText(one.costUsd, one.pricedUsd)}, ${one.problem ?? one.status}`;
  const isBad = one.problem !== null || one.status === 'blocked';
  return html`<rect
    class="bar ${phaseClass(one.from)}${isBad ? ' bad' : ''}"
    ${stretch(scale, start, end)}
    y="${String(lane * LANE_PX + (LANE_PX - BAR_PX) / 2)}"
    height="${String(BAR_PX)}"
    rx="2"
    ><title>iteration ${String(one.iteration)}, ${one.from} (${facts})${said}</title></rect
  > `;
}

function waitRect(
  { for: reason, startedAt, endedAt, ms }: Wait,
  scale: Scale,
  height: number,
): Html {
  const end = endedAt === null ? scale.to : Date.parse(endedAt);
  return html`<rect
    class="wait ${reason}"
    ${stretch(scale, Date.parse(startedAt), end)}
    y="0"
    height="${String(height)}"
    ><title>${durationText(ms)} ${waitedFor(reason)}</title></rect
  > `;
}

/** Where a rectangle begins and how wide it is, never outside of its drawing. */
function stretch(scale: Scale, start: number, end: number): Html {
  const from = Math.min(scale.place(start), 1 - LEAST_SHARE);
  const width = Math.max(LEAST_SHARE, scale.place(end) - from);
  return raw(`x="${percent(from)}%" width="${percent(Math.min(width, 1 - from))}%"`);
}

function percent(share: number): string {
  return (share * 100).toFixed(3);
}

/** The cumulative cost, as far as it was reported. */
export function costChart(report: MorningReport): Html {
  const scale = scaleOf(report);
  const { costUsd } = report.totals;
  if (scale === undefined || costUsd === null || costUsd <= 0) return raw('');
  const paid = [
    ...report.iterations.map(({ endedAt: at, costUsd: cost }) => ({ at, cost })),
    ...report.happenings.map(({ at, costUsd: cost }) => ({ at, cost })),
  ]
    .flatMap(({ at, cost }) => (at === null || cost === null ? [] : [{ at: Date.parse(at), cost }]))
    .sort((one, other) => one.at - other.at);
  let sum = 0;
  let path = 'M0 100';
  for (const { at, cost } of paid) {
    sum += cost;
    path += ` H${percent(scale.place(at))} V${(100 - (sum / costUsd) * 100).toFixed(3)}`;
  }
  path += ' H100';
  return html`<div class="chart">
    <div class="money"><span>${costText(costUsd)}</span><span>$0</span></div>
    <div>
      <svg
        class="cost"
        role="img"
        aria-labelledby="cost-title"
        width="100%"
        height="90"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
      >
        <title id="cost-title">Cumulative cost: ${costText(costUsd)} at the end</title>
        <path class="area" d="${path} V100 Z" />
        <path class="line" d="${path}" />
      </svg>
      ${axis(scale)}
    </div>
  </div>`;
}

/** From the first thing that was to the last; undefined where there was none. */
function scaleOf({ iterations, waits }: MorningReport): Scale | undefined {
  const times = [
    ...iterations.flatMap(({ startedAt, endedAt }) => [startedAt ?? endedAt, endedAt]),
    ...waits.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]),
  ].flatMap((iso) => (iso === null ? [] : [Date.parse(iso)]));
  if (iterations.every(({ endedAt }) => endedAt === null)) return undefined;
  const open = waits.filter(({ endedAt }) => endedAt === null);
  const all = [...times, ...open.map(({ startedAt, ms }) => Date.parse(startedAt) + ms)];
  const from = all.reduce((least, at) => Math.min(least, at), Infinity);
  const to = all.reduce((most, at) => Math.max(most, at), -Infinity);
  return timeScale({ from, to, waits });
}

/** A class of the style, never a word of the history. */
export function phaseClass(name: string): string {
  return PHASES.find((phase) => phase === name) ?? 'other';
}
