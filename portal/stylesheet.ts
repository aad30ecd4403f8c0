/**
 * The one stylesheet, written into every page so that a page is one file that needs nothing else. The tokens on top are
 * our own and neutral: government house styles may not be used by others. Contrasts are at least 4.5 to 1 for text and
 * 3 to 1 for bars and rules that carry meaning (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const STYLESHEET = `
:root{
--ink:#1c2430;--soft:#4a5666;--paper:#fff;--tint:#f3f5f8;--rule:#c5ccd6;--strong-rule:#5b6675;
--link:#0b4f8a;--focus:#0b4f8a;--above:#1f6f8b;--below:#a3471a;--mark:#fff3c4;--wrong:#a81c1c;
--text:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans","DejaVu Sans",Arial,sans-serif;
--mono:ui-monospace,"SF Mono",Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;
--gap:1rem;color-scheme:light}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:var(--gap);max-width:64rem;color:var(--ink);background:var(--paper);font:var(--text);overflow-wrap:break-word}
h1,h2,h3{line-height:1.25;overflow-wrap:break-word;text-wrap:balance}
h1{font-size:2rem;margin:0 0 1rem}
h2{font-size:1.45rem;margin:3rem 0 .75rem;padding-top:.75rem;border-top:3px solid var(--ink)}
h3{font-size:1.1rem;margin:2rem 0 .5rem}
p,ul,ol,dl,table,figure{margin:0 0 var(--gap)}
p,li,dd{max-width:46rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,main:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:2px}
code{font-family:var(--mono);font-size:.875em}
bdi,code{overflow-wrap:anywhere}
.skip{position:absolute;left:-999rem;top:0;padding:.75rem 1rem;background:var(--paper)}
.skip:focus{left:.5rem;top:.5rem}
.unseen{display:inline-block;width:0;height:1em;overflow:hidden;vertical-align:bottom;white-space:pre;user-select:none}
.pilot{margin:0;color:var(--soft);font-weight:600}
.notice{max-width:none;padding:.75rem 1rem;border:2px solid var(--ink);border-left-width:.6rem;background:var(--tint)}
.lead{font-size:1.15rem}
.problems{max-width:none;padding:.75rem 1rem;border:3px solid var(--wrong);margin:0 0 1.5rem}
.problems h2{margin:0 0 .5rem;padding:0;border:0}
.problems a,.wrong{color:var(--wrong);font-weight:600}
.field{margin:0 0 1.5rem;border:0;padding:0;min-width:0}
.field.has-problem{border-left:.35rem solid var(--wrong);padding-left:1rem}
.field>label,legend{display:block;font-weight:600;padding:0;margin:0 0 .25rem}
.hint{color:var(--soft);margin:0 0 .25rem}
input,select,button{font:inherit;max-width:100%}
input[type=text],input[type=date],input[type=file],select{padding:.4rem .5rem;border:2px solid var(--ink);border-radius:0;background:var(--paper);color:var(--ink)}
input[type=text]{width:100%}
input[type=radio],input[type=checkbox]{width:1.4rem;height:1.4rem;margin:0 .6rem 0 0;vertical-align:middle}
.choice{padding:.3rem 0}
.wrong{margin:0 0 .25rem}
button{padding:.6rem 1.1rem;border:2px solid var(--link);background:var(--link);color:var(--paper);font-weight:600;cursor:pointer}
input:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.amount{white-space:nowrap;font-variant-numeric:tabular-nums}
dl>div{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:.1rem 1rem;padding:.35rem 0;border-bottom:1px solid var(--rule)}
dt{font-weight:600}
dd{margin:0;min-width:0}
dd>ul{margin:0;padding:0;list-style:none}
nav ol{columns:2;column-gap:2rem;padding-left:1.5rem}
nav li{padding:.15rem 0}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.25rem 0 .5rem;max-width:46rem}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{vertical-align:bottom;border-bottom:2px solid var(--strong-rule)}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:400}
.figures{text-align:right}
td.figures{white-space:nowrap}
td a{display:inline-block;min-height:1.5rem;vertical-align:top}
td ul{margin:0;padding:0;list-style:none}
td li+li{margin-top:.25rem}
.group th{font-weight:700;padding-top:1.1rem;border-bottom-color:var(--strong-rule)}
.total th,.total td{font-weight:700;border-top:1px solid var(--strong-rule);border-bottom:2px solid var(--strong-rule)}
.sign{display:inline-block;min-width:1.7rem;color:var(--soft);font-weight:400}
.bars ul{list-style:none;margin:0;padding:0}
.bars figcaption{color:var(--soft);margin-bottom:.5rem;max-width:46rem}
.bars{margin:1.5rem 0}
.bars li{display:grid;grid-template-columns:minmax(9rem,19rem) 1fr 9rem;gap:.25rem 1rem;align-items:center;max-width:none;padding:.15rem 0}
.bars svg{display:block;width:100%;height:1.25rem;overflow:visible}
.bar-figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.above{fill:var(--above)}
.below{fill:var(--below)}
.zero{stroke:var(--ink);stroke-width:1.5;vector-effect:non-scaling-stroke}
.stamp{display:inline-block;padding:0 .4em;border:1px solid var(--strong-rule);border-radius:2px;font-size:.875em;white-space:nowrap}
.chart{margin:1.5rem 0}
.chart svg{display:block;width:100%;max-width:46rem;height:auto;margin:0 0 1rem}
.chart figcaption{font-weight:600;margin:0 0 .5rem}
.chart text{font-size:15px;fill:var(--ink);stroke:var(--paper);stroke-width:4;paint-order:stroke}
.grid{stroke:var(--rule)}
.whisker{stroke:var(--above);stroke-width:4}
.path{fill:none;stroke:var(--above);stroke-width:2.5}
.dot{fill:var(--above);stroke:var(--above);stroke-width:2}
.open{fill:var(--paper)}
.band{fill:var(--above);fill-opacity:.2}
.start,.own{stroke:var(--below);stroke-width:3;stroke-dasharray:7 5}
.own{stroke-dasharray:none}
.lines{table-layout:fixed}
.lines th:nth-child(1){width:4.5rem}
.lines th:nth-child(3){width:17rem}
.lines th:nth-child(3),.lines td:nth-child(3){text-align:right}
.lines tbody th{color:var(--soft)}
.lines tr{scroll-margin-top:1rem}
.lines tr:target,code:target{background:var(--mark);outline:2px solid var(--strong-rule)}
.how{margin:0;color:var(--soft);font-size:.875rem}
.lines td a{display:inline;padding:.2rem 0}
.lines small{display:block;color:var(--soft);font-size:.8125rem}
.lines details{color:var(--soft);font-size:.8125rem}
.how details{font-size:inherit}
summary{cursor:pointer;padding:.2rem 0;color:var(--link);text-decoration:underline;text-underline-offset:.15em}
.fold{border:1px solid var(--rule);border-radius:4px;margin:0 0 .5rem;padding:0 .75rem}
.fold>summary{padding:.6rem 0;font-weight:600}
@media print,(min-width:44.01rem){#partijen th:first-child{width:32%}}
@media screen and (min-width:62rem){.data td:has(>bdi),.data td:has(>ul){min-width:9.5rem}}
@media screen and (max-width:44rem){
h1{font-size:1.6rem}
h2{font-size:1.25rem}
nav ol{columns:1}
dl>div{grid-template-columns:1fr}
.data,.data caption,.data tbody,.data tr,.data th,.data td{display:block}
.data thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.data tr{padding:.5rem 0;border-bottom:1px solid var(--strong-rule)}
.data th,.data td{border:0;padding:.1rem 0}
.data tbody th{font-weight:600}
.data td{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.data td:empty{display:none}
.data td::before{content:attr(data-label);color:var(--soft);overflow-wrap:anywhere;min-width:0}
.data td.figures{white-space:normal;text-align:left}
.data td.figures a{margin-left:auto}
.data .group th{padding-top:1rem}
.chart text{font-size:24px}
.bars li{grid-template-columns:1fr auto}
.bars svg{grid-column:1/-1;grid-row:2}
.lines th:nth-child(1){width:3rem}
.lines th:nth-child(3){width:7.5rem}
.lines th,.lines td{padding-left:.25rem;padding-right:.25rem;font-size:.875rem}
.fold{padding:0 .4rem}
}
@page{size:A4;margin:16mm 15mm 18mm;
@top-left{font:8pt sans-serif;color:#4a5666}
@bottom-left{font:7pt monospace;color:#4a5666}
@bottom-right{content:"bladzijde " counter(page) " van " counter(pages);font:8pt sans-serif;color:#4a5666}}
@media print{
body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}
h1{font-size:18pt}
h2{font-size:13pt;margin-top:1.6rem;border-top-width:2px}
h3{font-size:10.5pt;margin-top:1rem}
h1,h2,h3,caption,summary,figcaption{break-after:avoid}
tr,li,dl>div,.notice,.bars,.data,.chart svg{break-inside:avoid}
thead{display:table-header-group}
a{color:inherit;text-decoration:none}
.skip,nav{display:none}
code{font-size:.78em}
p,li,dd,caption{max-width:none;orphans:3;widows:3}
th,td{padding:1.2mm 1.5mm}
td a{min-height:0}
.data{font-size:8.5pt}
.lead{font-size:11pt}
.lines,.how,.lines small,.lines details{font-size:8pt}
.lines th:nth-child(1){width:12mm}
.lines th:nth-child(3){width:48mm}
#berekening{break-before:page}
#bestuur{break-after:page}
.chart svg{max-width:130mm}
.above,.below,.whisker,.path,.dot,.band,.start,.own{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.fold{border:0;padding:0}
summary{color:inherit;text-decoration:none}
summary::marker{content:""}
details::details-content{content-visibility:visible!important;display:block!important;block-size:auto!important}
}
`;
