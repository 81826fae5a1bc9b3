import type { CaseResult, Report } from "../case.ts";
import { ladder, type ShownFrame } from "../trace.ts";
import { VERDICTS } from "../verdict.ts";
import { escaped } from "./escape.ts";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0 }
pre, code { font: 13px/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: .6rem; background: color-mix(in srgb, currentColor 7%, transparent) }
details { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .35rem 0 }
summary { cursor: pointer }
.verdict { display: inline-block; min-width: 6.5em; font-weight: 600 }
.Pass { color: #1a7f37 } .Fail { color: #cf222e } .Non-strict { color: #9a6700 } .Missing, .Info { color: #57606a }
.rules { color: #6e7781; font-size: .9em }
.hex { word-break: break-all }
`;

/** The report as one HTML page that needs nothing else. Everything that a peer said is escaped. */
export function htmlOf(report: Report): string {
  const { peer, role, profile, began, cases, counts, notTried } = report;
  const totals = VERDICTS.map((verdict) => `<td class="${verdict}">${verdict} ${counts[verdict]}</td>`).join("");
  const ordered = [...cases].sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Conformance of ${escaped(peer)}</title><style>${STYLE}</style></head><body>
<h1>Conformance of ${escaped(peer)}</h1>
<p>roam 7, profile ${profile}, the peer as ${role}, ${escaped(began)}, ${cases.length} cases.</p>
<table><tr>${totals}</tr></table>
<h2>Cases</h2>
${ordered.map(section).join("\n")}
<h2>Not tried</h2>
<p>Pairs of state and event that a counterpart cannot bring about here, or that the specification does not rule.</p>
<table>${notTried.map((it) => `<tr><td>${escaped(it.chart)} ${escaped(it.state)}</td><td>${escaped(it.event)}</td><td>${escaped(it.why)}</td></tr>`).join("\n")}</table>
</body></html>
`;
}

function section(result: CaseResult): string {
  const { name, verdict, rules, findings, frames, leftOut } = result;
  const rows = findings.map(
    (it) => `<tr><td class="${it.verdict}">${it.verdict}</td><td>${escaped(it.rules.join(", "))}</td>
<td>expected: ${escaped(it.expected)}<br>actual: ${escaped(it.actual)}</td></tr>`,
  );
  const gap = leftOut === 0 ? "" : `<p>${leftOut} frames in the middle are left out.</p>`;
  return `<details><summary><span class="verdict ${verdict}">${verdict}</span>
${escaped(name)} <span class="rules">${escaped(rules.join(", "))}</span></summary>
<table>${rows.join("\n")}</table>
<pre>${escaped(ladder(frames))}</pre>${gap}
${verdict === "Pass" ? "" : `<table>${frames.map(frameRow).join("\n")}</table>`}
</details>`;
}

function frameRow({ direction, at, kind, fields, hex, size }: ShownFrame): string {
  const way = direction === "out" ? "kit → peer" : "peer → kit";
  const { kind: _, ...shown } = fields;
  const bytes = hex ?? "not shown: SENSITIVE metadata is inside";
  return `<tr><td>${at} ms</td><td>${way}</td><td>${escaped(kind)}<br><code>${escaped(JSON.stringify(shown).slice(0, 400))}</code></td>
<td class="hex"><code>${escaped(bytes)}</code> (${size} bytes)</td></tr>`;
}
