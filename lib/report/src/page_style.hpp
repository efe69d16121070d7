#pragma once

#include <string_view>

namespace attune::report {

inline constexpr std::string_view kPageStyle =
    ":root{color-scheme:light dark;--ink:#1f2933;--soft:#5b6873;--rule:#dde2e6;--paper:#fff;--ground:#f6f5f1;"
    "--link:#00599c;--good:#00704f;--bad:#a63c00;--neutral:#5d4a9c;--open:#6d5b00}"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9fabb6;--rule:#36414a;--paper:#14191e;"
    "--ground:#0d1114;--link:#7cc0f0;--good:#45d3a6;--bad:#ff9d6b;--neutral:#b9a8f5;--open:#e0c558}}"
    "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}"
    "body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 system-ui,-apple-system,'Segoe UI',"
    "'Noto Sans','DejaVu Sans',sans-serif}"
    "main{max-width:1000px;margin:0 auto;padding:32px 20px 64px}"
    "header{padding:8px 0 0}.eyebrow{margin:0;color:var(--soft);font-size:14px;letter-spacing:.04em}"
    ".lead{margin:0 0 18px;color:var(--soft)}p,dd,li,h3,figcaption{overflow-wrap:anywhere}"
    "h1{font-size:clamp(24px,4vw,34px);line-height:1.22;margin:.25em 0 .4em;font-weight:650;text-wrap:balance}"
    "h2{font-size:21px;margin:0 0 .6em;font-weight:640}h3{font-size:16px;line-height:1.4;margin:.2em 0 .5em;"
    "font-weight:600}p{margin:.5em 0}a{color:var(--link)}"
    "section{background:var(--paper);border:1px solid var(--rule);border-radius:10px;padding:22px 26px;margin:18px 0}"
    ".cards{display:grid;gap:14px;grid-template-columns:repeat(auto-fit,minmax(290px,1fr))}"
    ".card{background:var(--paper);border:1px solid var(--rule);border-left:5px solid var(--tone);border-radius:8px;"
    "padding:14px 18px}.card.good{--tone:var(--good)}.card.bad{--tone:var(--bad)}.card.neutral{--tone:var(--neutral)}"
    ".card.open{--tone:var(--open)}.verdict{margin:0;color:var(--tone);font-weight:700}"
    ".evidence{font-size:15px}.source{font-size:13px;color:var(--soft);margin:.4em 0 0}"
    "figure{margin:18px 0 6px}figure svg{max-width:100%;height:auto;display:block}"
    "figcaption{font-size:14px;color:var(--soft);margin-top:6px}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;margin:8px 0;min-width:50%}"
    ".caption{color:var(--soft);margin:1.2em 0 .2em;font-size:14px}"
    "th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}"
    "th{font-weight:600;border-bottom:2px solid var(--rule);white-space:nowrap}"
    ".num{text-align:right;white-space:nowrap}.na{color:var(--soft)}"
    "section h3{margin:1.5em 0 .4em}h2+h3{margin-top:.2em}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:8px 0}"
    "dt{color:var(--soft)}dd{margin:0}pre{overflow-x:auto;background:var(--ground);"
    "border:1px solid var(--rule);border-radius:6px;padding:12px 14px;font-size:13px;line-height:1.5}"
    "code{font-size:.92em}details{margin:10px 0}summary{cursor:pointer;color:var(--link)}"
    "footer{color:var(--soft);font-size:13px;padding:10px 2px}"
    "@media (max-width:640px){section{padding:16px}figure svg{min-width:520px}"
    "dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}"
    "@media print{body{background:#fff}section,.card{break-inside:avoid}}";

}  // namespace attune::report
