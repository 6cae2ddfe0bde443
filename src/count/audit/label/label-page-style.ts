/** Style of the label page. Colours keep a contrast of at least 4.5 : 1 on their ground in both themes; nothing moves. */
export const LABEL_PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf7; --raised: #ffffff; --ink: #1d1c1a; --faint: #5f5b54; --line: #d8d3c8; --accent: #1f5fa8; --fault: #a3241c;
  --side-1: #b84700; --side-2: #0067a3;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #16171a; --raised: #202226; --ink: #eceae5; --faint: #a8a49b; --line: #3b3e45; --accent: #8ab8f0; --fault: #ff9a90; --side-1: #ff8a4c; --side-2: #56b4e9; }
}
* { box-sizing: border-box; }
body {
  margin: 0; height: 100dvh; display: flex; flex-direction: column;
  background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif;
}
header, main { width: 100%; max-width: 50rem; margin-inline: auto; }
footer > * { max-width: 47.5rem; margin-inline: auto; }
header { display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; align-items: baseline; padding: .75rem 1.25rem .25rem; }
h1 { font-size: 1rem; margin: 0; }
#coder { font-weight: 400; color: var(--faint); }
#counts { color: var(--faint); font-variant-numeric: tabular-nums; }
#width, .show { margin: 0; font-size: .875rem; color: var(--faint); }
#width { grid-column: 1; }
.show { grid-column: 2; }
.show input { accent-color: var(--accent); width: 1.25rem; height: 1.25rem; vertical-align: -.25rem; }
progress { grid-column: 1 / -1; width: 100%; height: .375rem; accent-color: var(--accent); }
header, footer { flex: none; }
main { flex: 1 1 auto; min-height: 0; overflow: auto; display: flex; flex-direction: column; padding: .25rem 1.25rem .5rem; }
main > * { flex: none; }
main:focus { outline: none; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: .25rem 0; overflow-wrap: anywhere; }
h3 { font-size: .875rem; font-weight: 600; color: var(--faint); margin: 0 0 .25rem; overflow-wrap: anywhere; }
#deal { margin: 0 0 .5rem; color: var(--faint); overflow-wrap: anywhere; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 .75rem; background: var(--raised); }
/* Post, what it answers and the buttons share one screen: long texts scroll in their boxes. */
#context { max-height: 26vh; overflow: auto; margin-bottom: .5rem; }
#context > :last-child { margin-bottom: 0; }
#post { flex: 0 1 auto; min-height: 5.25rem; overflow: auto; margin-bottom: .25rem; border: 2px solid var(--accent); }
#post .text { font-size: 1.1875rem; }
.text { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.context .text { color: var(--faint); }
details { margin: 0 0 .5rem; color: var(--faint); }
summary { cursor: pointer; font-size: .875rem; font-weight: 600; overflow-wrap: anywhere; }
#codebook > div { max-height: 30vh; overflow: auto; font-size: .9375rem; }
.example { font-style: italic; }
li { margin-bottom: .25rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
#fault { color: var(--fault); font-weight: 600; }
#fault:empty { margin: 0; }
footer { background: var(--ground); border-top: 1px solid var(--line); padding: .5rem 1.25rem; }
#buttons { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; }
/* One row of one height: the buttons above it stay where they are. */
#tools { display: flex; gap: .375rem .75rem; align-items: center; padding-block: .375rem; overflow-x: auto; white-space: nowrap; }
#tools button { border-color: var(--line); min-height: 2rem; padding: .125rem .5rem; font-size: .875rem; }
#last { display: flex; gap: .375rem; }
button {
  font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--faint); border-radius: .5rem;
  padding: .5rem .625rem; min-height: 2.75rem; cursor: pointer;
}
button[data-label] { border: 2px solid var(--faint); min-height: 3.25rem; font-weight: 600; overflow-wrap: anywhere; }
button.side-1 { border-color: var(--side-1); }
button.side-2 { border-color: var(--side-2); }
button:hover { border-color: var(--ink); }
button[aria-disabled='true'] { opacity: .55; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main:focus-visible { outline: none; }
kbd { font: .8125rem ui-monospace, monospace; border: 1px solid var(--line); border-radius: .25rem; padding: .0625rem .375rem; }
#status { min-height: 1.5em; margin: 0; color: var(--faint); }
@media (max-width: 34rem) {
  header, main, footer { padding-inline: .75rem; }
  body { font-size: 1rem; }
  header > * { font-size: .875rem; }
  section { padding: .5rem .75rem; }
  #post .text { font-size: 1.0625rem; }
  button kbd, #last button:nth-child(n + 2) { display: none; }
  #buttons { gap: .375rem; }
  button { padding: .25rem .5rem; }
}
@media (min-width: 64rem) {
  header, main, footer > * { max-width: 72rem; }
  main { position: relative; padding-inline-end: 25rem; }
  #codebook { position: absolute; inset: .25rem 1.25rem 0 auto; width: 21rem; overflow: auto; }
  #codebook > div { max-height: none; }
}
[hidden] { display: none !important; }
`
