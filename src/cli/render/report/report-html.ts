import type { MorningReport } from '../../../app/report/morning-report.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import { waitedFor } from '../standing/wait-words.ts';
import { type Html, html, raw } from './html.ts';
import { costChart, phaseClass, timeline } from './report-charts.ts';
import { evidenceOf } from './report-evidence.ts';
import { REPORT_STYLE } from './report-style.ts';
import * as words from './report-words.ts';
import { wroteOf } from './report-wrote.ts';

/** A sign near the beginning of a report, so that the next report may replace it. */
export const REPORT_SIGN = '<meta name="generator" content="samocode report">';

/** Loads nothing and runs nothing, for any text of an agent. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one page that needs nothing else: no script, no font, no network. */
export function reportHtml(report: MorningReport): string {
  const title = words.headline(report);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${raw(REPORT_SIGN)}
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${raw(REPORT_STYLE)}
        </style>
      </head>
      <body>
        <header>
          <p class="brand">samocode report, ${words.timeText(report.at)}</p>
          <h1><span class="state ${report.state}">${report.state}</span> ${report.session}</h1>
          <dl>
            ${words.answersOf(report).map(
              ([name, text]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${text}</dd>
                </div>`,
            )}
          </dl>
        </header>
        <main>
          ${decisions(report)} ${timeline(report)} ${costChart(report)} ${phases(report)}
          ${models(report)} ${troubles(report)} ${wrote(report)} ${list('Waits', waitLines(report))}
          ${list('Acts of people', actLines(report))} ${list('Evidence', evidenceOf(report))}
          ${work(report)} ${iterations(report)}
        </main>
        <footer><p>${report.path}</p></footer>
      </body>
    </html> `.text;
}

function decisions({ needsPerson, why, questions, plan, commands }: MorningReport): Html {
  if (!needsPerson) return raw('');
  return html`<section class="decide">
    <h2>To decide</h2>
    <p>${why}</p>
    ${commands.length === 0 ? '' : code(commands)}
    ${questions.map(
      ({ number, text, suggestion }) =>
        html`<p>
          <strong>Q${String(number)}.</strong> ${text}${
            suggestion === null ? '' : html`<br /><em>suggested: ${suggestion}</em>`
          }
        </p>`,
    )}
    ${plan.map((name) => html`<p>The plan: ${name}</p>`)}
  </section>`;
}

function phases(report: MorningReport): Html {
  const { rows, sum } = words.phaseFigures(report);
  if (rows.length === 0) return raw('');
  const named = rows.map(({ phase, figures }) => [
    html`<i class="key ${phaseClass(phase)}"></i>${phase}`,
    ...figures,
  ]);
  return section('By phase', table(words.PHASE_HEAD, [...named, sum]));
}

function models(report: MorningReport): Html {
  const rows = words.modelRows(report);
  return rows.length === 0 ? raw('') : section('By model', table(words.MODEL_HEAD, rows));
}

function troubles(report: MorningReport): Html {
  const lines = words
    .troublesOf(report)
    .map(({ at, text }) => html`<time>${words.timeText(at)}</time> ${text}`);
  const { proof } = report;
  const red =
    proof === null
      ? ''
      : html`<details>
          <summary>The last red proof of work, of iteration ${String(proof.iteration)}</summary>
          ${code(printableLines(proof.text).split('\n'))}
        </details>`;
  if (lines.length === 0 && proof === null) return raw('');
  return section(
    'Failures',
    html`<ul>
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>
      ${red}`,
  );
}

function wrote(report: MorningReport): Html {
  const all = wroteOf(report).map(
    ({ text, commands }) =>
      html`<p>${text}</p>
        ${commands.length === 0 ? '' : code(commands)}`,
  );
  return all.length === 0 ? raw('') : section('Changed in read-only phases', html`${all}`);
}

function waitLines({ waits }: MorningReport): readonly Html[] {
  return waits.map(({ for: reason, startedAt, endedAt, ms }) => {
    const until = endedAt === null ? 'now' : words.timeText(endedAt);
    return html`<time>${words.timeText(startedAt)} to ${until}</time> ${words.durationText(ms)} for
      ${waitedFor(reason)}`;
  });
}

function actLines({ happenings }: MorningReport): readonly Html[] {
  const people = happenings.filter(({ kind }) => kind === 'person');
  return people.map((one) => html`<time>${words.timeText(one.at)}</time> ${words.actText(one)}`);
}

function work(report: MorningReport): Html {
  const { text, commands } = words.workOf(report);
  return section(
    'The work',
    html`<p>${text}</p>
      ${commands.length === 0 ? '' : code(commands)}`,
  );
}

function iterations({ iterations: all }: MorningReport): Html {
  if (all.length === 0) return raw('');
  const rows = all.map((one) => [
    words.timeText(one.endedAt).slice(5, 16),
    words.countText(one.iteration),
    html`<i class="key ${phaseClass(one.from)}"></i>${
        one.from === one.to ? one.from : `${one.from} → ${one.to}`
      }`,
    one.problem ?? one.status,
    words.durationText(one.durationMs),
    words.countText(one.tokens),
    words.costText(one.costUsd, one.pricedUsd),
    words.changesText(one.changes),
    html`<span class="words">${one.words ?? ''}</span>`,
  ]);
  const head = ['end', 'no', 'phase', 'status', 'time', 'tokens', 'cost', 'commits', 'note'];
  return section('Iterations', table(head, rows, 'stack'));
}

function section(title: string, content: Html): Html {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

function list(title: string, lines: readonly (Html | string)[]): Html {
  if (lines.length === 0) return raw('');
  return section(
    title,
    html`<ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`,
  );
}

/** A `stack` becomes a block for each row where the page is narrow. */
function table(
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
  shape: 'stack' | 'plain' = 'plain',
): Html {
  const row = (cells: readonly (string | Html)[]): Html =>
    html`<tr>
      ${cells.map((cell, at) => html`<td data-name="${head[at] ?? ''}">${cell}</td>`)}
    </tr> `;
  return html`<div class="scroll" role="region" aria-label="${head.join(', ')}" tabindex="0">
    <table class="${shape}">
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`;
}

function code(lines: readonly string[]): Html {
  return html`<pre><code>${raw(lines.map((line) => html`${printable(line)}`.text).join('\n'))}</code></pre>`;
}
