/** Style of the scoring page. Colours keep a contrast of at least 4.5 : 1 on their ground in both themes; nothing moves. */
export const SCORING_PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf7; --raised: #ffffff; --ink: #1d1c1a; --faint: #5f5b54; --line: #d8d3c8; --edge: #7d7870; --accent: #1f5fa8; --fault: #a3241c;
  --side-1: #b84700; --side-2: #0067a3; --no-side: #5f5b54; --marked: #fbe6a8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16171a; --raised: #202226; --ink: #eceae5; --faint: #a8a49b; --line: #3b3e45; --edge: #8b8780; --accent: #8ab8f0; --fault: #ff9a90;
    --side-1: #ff8a4c; --side-2: #56b4e9; --no-side: #a8a49b; --marked: #5c4a10;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
header, main, footer { max-width: 56rem; margin-inline: auto; padding: .5rem 1.25rem; }
header { padding-top: 1.25rem; }
footer { padding-bottom: 2rem; color: var(--faint); font-size: .9375rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.0625rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.faint { color: var(--faint); }
a { color: var(--accent); }
label { font-weight: 600; }
textarea, select, button, input:not([type=checkbox]) { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--edge); border-radius: .5rem; }
textarea { display: block; width: 100%; min-height: 11rem; padding: .75rem; margin: .25rem 0 .75rem; resize: vertical; }
select, input[type=file], input[type=text] { padding: .375rem .5rem; min-height: 2.75rem; max-width: 100%; width: 100%; }
button { padding: .375rem 1rem; min-height: 2.75rem; cursor: pointer; }
button:hover { border-color: var(--ink); }
button[type=submit] { background: var(--accent); border-color: var(--accent); color: var(--ground); font-weight: 600; }
button[aria-disabled=true] { opacity: .6; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: .75rem; margin: 0 0 1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
details { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; margin: 1rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
details[open] { padding-bottom: 1rem; }
progress { width: 100%; height: .5rem; accent-color: var(--accent); }
#status { min-height: 1.55em; color: var(--faint); }
#fault { color: var(--fault); font-weight: 600; overflow-wrap: anywhere; }
#read, pre { white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; font-weight: 400; padding: .25rem .75rem .25rem 0; }
thead th { color: var(--faint); font-size: .875rem; }
tbody th { width: 8.25rem; font-weight: 600; white-space: nowrap; }
td.number { width: 7rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { position: relative; height: 1.5rem; border-inline: 1px solid var(--line); background: linear-gradient(var(--line), var(--line)) center / 100% 1px no-repeat; }
.bar span { position: absolute; top: .25rem; bottom: .25rem; }
.bar .band { background: var(--own); opacity: .3; }
.bar .tick { top: 0; bottom: 0; border-left: .3125rem solid var(--own); margin-left: -.15rem; }
.bar.marks { border: 0; background: none; height: auto; color: var(--own); letter-spacing: .1em; overflow-wrap: anywhere; }
.subject { font-weight: 600; color: var(--faint); }
.light { font-weight: 600; width: fit-content; border: 2px solid #8a5c00; border-radius: .5rem; padding: .125rem .75rem; }
.light.ready { border-color: #00785a; }
.others { padding-left: 1.25rem; }
.side-1 { --own: var(--side-1); }
.side-2 { --own: var(--side-2); }
.no-side { --own: var(--no-side); }
.cautions { margin: .5rem 0; padding: .5rem .75rem .5rem 1.75rem; border-left: .25rem solid var(--edge); background: var(--raised); }
.posts { list-style: none; margin: .75rem 0; padding: 0; }
.post { border: 1px solid var(--line); border-left: .375rem solid var(--own); border-radius: .375rem; padding: .5rem .875rem; margin: 0 0 .5rem; background: var(--raised); }
.judged { display: flex; flex-wrap: wrap; gap: 0 .5rem; font-size: .9375rem; margin: 0; }
.judged .label { color: var(--own); font-weight: 700; }
.probability { font-variant-numeric: tabular-nums; }
.text { margin: .25rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
mark { background: var(--marked); color: inherit; border-radius: .125rem; }
#marks { width: 1.25rem; height: 1.25rem; accent-color: var(--accent); vertical-align: -.2rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h2:focus { outline: none; }
@media (max-width: 34rem) {
  header, main, footer { padding-inline: .875rem; }
  th, td { padding-right: .5rem; }
  tbody th, td.number { width: auto; }
  .shares tr { display: grid; grid-template-columns: 1fr 4rem 7rem; }
  .shares th.drawn { display: none; }
  .shares td.drawn { grid-area: 2 / 1 / 2 / -1; padding: 0 0 .5rem; }
}
[hidden] { display: none; }
`
