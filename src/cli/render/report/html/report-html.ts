import type { MorningReport } from '../../../../app/report/morning-report.ts';
import { printable } from '../../../../domain/text/printable.ts';
import * as figures from '../report-figures.ts';
import type { Item, Part, Section, Table } from '../report-parts.ts';
import { sectionsOf } from '../report-sections.ts';
import * as words from '../report-words.ts';
import { type Html, html, raw } from './html.ts';
import { costChart, phaseClass, timeline } from './report-charts.ts';
import { REPORT_STYLE } from './report-style.ts';

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
          <p class="brand">samocode report, ${figures.timeText(report.at)}</p>
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
        <main>${sectionsOf(report).map((section) => sectionHtml(section, report))}</main>
        <footer><p>${report.path}</p></footer>
      </body>
    </html> `.text;
}

function sectionHtml({ id, title, parts }: Section, report: MorningReport): Html {
  return html`<section class="${id}">
    <h2>${title}</h2>
    ${parts.map(partHtml)} ${chartOf(id, report)}
  </section>`;
}

function chartOf(id: Section['id'], report: MorningReport): Html {
  if (id === 'cost') return costChart(report);
  return id === 'time' ? timeline(report) : raw('');
}

function partHtml(part: Part): Html {
  switch (part.kind) {
    case 'text':
      return html`<p>${part.text}</p>`;
    case 'prose':
      return html`<div class="prose">${lines(part.text.split('\n'))}</div>`;
    case 'code':
      return html`<pre><code>${lines(part.lines)}</code></pre>`;
    case 'list':
      return html`<ul>
        ${part.items.map(itemHtml)}
      </ul>`;
    case 'table':
      return tableHtml(part);
  }
}

function itemHtml({ text, isTicked, below = [] }: Item): Html {
  const box = isTicked === undefined ? '' : isTicked ? '☑ ' : '☐ ';
  const more = below.length === 0 ? raw('') : html`<div class="below">${lines(below)}</div>`;
  return html`<li class="${isTicked === undefined ? 'plain' : 'box'}">${box}${text}${more}</li>`;
}

/** A block for each row where the page is narrow. */
function tableHtml({ head, rows, phaseAt }: Table): Html {
  const cell = (text: string, at: number): Html => {
    const key =
      at === phaseAt ? html`<i class="key ${phaseClass(text.split(' ')[0] ?? '')}"></i>` : raw('');
    return html`<td data-name="${head[at] ?? ''}">${key}<span>${text}</span></td>`;
  };
  return html`<div class="scroll" role="region" aria-label="${head.join(', ')}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Lines that only the style breaks: no text makes an element. */
function lines(all: readonly string[]): Html {
  return raw(all.map((line) => html`${printable(line)}`.text).join('\n'));
}
