/** The style of the report's page: light and dark, from a phone to a desk. No address in it. */
export const REPORT_STYLE = `
:root{--bg:#fbfbfa;--card:#fff;--ink:#1c1e21;--soft:#5d636b;--line:#dfe1e4;--wait:#e9e6dd;--bad:#b3261e;--warn:#8a5300;--good:#1d6b3a;--accent:#2457a6}
.init,.key.init{--c:#7a8391}.investigation{--c:#2f79c2}.requirements{--c:#7b5cc4}.planning{--c:#b0489a}.implementation{--c:#2a8a57}.testing{--c:#b07b12}.quality{--c:#178a94}.done{--c:#4c6b2f}.other{--c:#777}
@media (prefers-color-scheme:dark){:root{--bg:#15171a;--card:#1d2024;--ink:#e8e9eb;--soft:#a3a9b2;--line:#343940;--wait:#2c2a25;--bad:#ff8a80;--warn:#f0b458;--good:#7fd39c;--accent:#8db7f5}
.init,.key.init{--c:#9aa3b0}.investigation{--c:#6aaef0}.requirements{--c:#ab92ee}.planning{--c:#e283cd}.implementation{--c:#5cc58e}.testing{--c:#e0ad4b}.quality{--c:#55c3cd}.done{--c:#9cc274}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1.05rem;margin:0 0 .6rem}
p{margin:.4rem 0}
.brand,footer,.legend,.money,.below{color:var(--soft);font-size:.85rem}
header dl{margin:0;display:grid;gap:.5rem}
header dl div{display:grid;grid-template-columns:4.5rem 1fr;gap:.5rem}
dt{color:var(--soft)}dd{margin:0}
.state{display:inline-block;font-size:.85rem;font-weight:600;vertical-align:.15em;padding:.1rem .6rem;border-radius:1rem;border:1px solid currentColor;color:var(--accent)}
.state.waiting,.state.paused,.state.parked{color:var(--warn)}.state.blocked,.state.failed{color:var(--bad)}.state.done{color:var(--good)}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:1rem 0}
.decide{border-color:var(--warn);border-width:2px}
pre{background:var(--bg);border:1px solid var(--line);border-radius:.4rem;padding:.6rem;margin:.6rem 0;white-space:pre-wrap;font-size:.85rem}
ul{margin:0;padding-left:1.1rem}li{margin:.25rem 0}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--accent)}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums;overflow-wrap:normal}
th,td{text-align:left;vertical-align:top;padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--soft);font-weight:500}
td:last-child span{display:block;min-width:10rem;max-width:32rem;white-space:normal;overflow-wrap:anywhere}
.key{display:inline-block;width:.7rem;height:.7rem;border-radius:.15rem;margin-right:.4rem;background:var(--c)}
.key.wait{background:var(--wait);border:1px solid var(--line)}
svg{display:block}
svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
.bar{fill:var(--c)}.bar.bad{stroke:var(--bad);stroke-width:2}
rect.wait{fill:var(--wait)}
.cost{border-bottom:1px solid var(--line)}
.cost .line{fill:none;stroke:var(--accent);stroke-width:2;vector-effect:non-scaling-stroke}
.cost .area{fill:var(--accent);opacity:.15}
.prose{white-space:pre-wrap}
.below{white-space:pre-line}
li.box{list-style:none;margin-left:-1.1rem}
.chart{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:.5rem;margin:.8rem 0 0}
.lanes span{display:block;height:26px;line-height:26px;font-size:.8rem;white-space:nowrap}
.money{display:flex;flex-direction:column;justify-content:space-between;height:90px;text-align:right}
.grid{stroke:var(--line);stroke-width:1}
.start{text-anchor:start}.middle{text-anchor:middle}.end{text-anchor:end}
@media (max-width:44rem){thead{display:none}table,tbody{display:block}
tr{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
td{border:0;padding:.1rem 0;white-space:normal}td::before{content:attr(data-name) " ";color:var(--soft);font-size:.8rem}
td:first-child::before{content:none}td:first-child{font-weight:600}
td:last-child span{display:inline;min-width:0;max-width:none}
.chart{grid-template-columns:6.4rem minmax(0,1fr)}.lanes span{font-size:.72rem}}
@media print{section{break-inside:avoid}}
`;
