import { STANCE_SCHEME } from '../../base/scheme/stance-scheme.js'
import { renderLabelPage } from '../../count/audit/label/label-page.js'
import { EXAMPLE_MOVE } from '../../judge/deals/deal.js'
import { escapeXml } from '../../say/svg/marks.js'

export interface ScoringPageParts {
  /** JavaScript of the page; nothing of it may close a script element. */
  readonly script: string
  /** SHA-256 in base64 of it and of the scripts of label page and report; with those of the styles the only code that the content policy lets in. */
  readonly scriptHashes: readonly string[]
  readonly styleHashes: readonly string[]
  /** The worker's JavaScript with the linear model and the deals, gzipped, in base64. */
  readonly worker: string
  /** onnxruntime-web's WebAssembly, gzipped, in base64; unpacked only when an encoder is loaded. */
  readonly runtime: string
  readonly sampleText: string
  readonly version: string
  /** Licences of what the page holds. */
  readonly notices: string
}

/** What the page may do: run its own scripts, start its own worker, compile the runtime; nothing that reaches a network. */
export function scoringPagePolicy({ scriptHashes, styleHashes }: Pick<ScoringPageParts, 'scriptHashes' | 'styleHashes'>): string {
  const listed = (hashes: readonly string[]): string => hashes.map((hash) => `'sha256-${hash}'`).join(' ')
  return [
    "default-src 'none'",
    `script-src ${listed(scriptHashes)} 'wasm-unsafe-eval'`,
    `style-src ${listed(styleHashes)}`,
    'worker-src blob:',
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types dealstance-worker',
  ].join('; ')
}

/** The page that scores a pasted thread where it is opened: one file that asks nothing of anybody. */
export function renderScoringPage(parts: ScoringPageParts): string {
  const { script, worker, runtime, sampleText, version, notices } = parts
  if (/<\/script|<!--/i.test(script)) throw new RangeError('expected a script without the end of a script element')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${scoringPagePolicy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>dealstance: retreat or shrewd pivot?</title>
<link rel="icon" href="data:,">
<style>${SCORING_PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>Retreat or shrewd pivot?</h1>
<p>Paste the argument about a corporate deal: every post gets a label, and each deal a count. All of it happens in this page; nothing leaves your machine.</p>
</header>
<main>
<form id="form">
<label for="pasted">The thread</label>
<textarea id="pasted" autocomplete="off" spellcheck="false" aria-describedby="pasted-hint"></textarea>
<p id="chosen" class="faint"></p>
<p id="pasted-hint" class="faint">Copied from X or a forum, or as JSON, JSON Lines or CSV. A file can also be dropped anywhere on this page.</p>
<div class="choices">
<div><label for="thread-file">Or a file</label><input type="file" id="thread-file"></div>
<div><label for="mover">Whose move (a company)</label><input type="text" id="mover" autocomplete="off" placeholder="Sonos"></div>
<div><label for="move">What it does</label><input type="text" id="move" autocomplete="off" placeholder="${EXAMPLE_MOVE}"></div>
<div><label for="deal">Or a known deal</label><select id="deal"><option value="">whatever its text names</option></select></div>
<div><label for="one-post-per">A post is</label><select id="one-post-per"><option value="">as the layout shows</option><option value="line">each line</option><option value="paragraph">each paragraph</option></select></div>
<div><label for="model">Model</label><select id="model"><option value="linear-en">linear-en</option></select></div>
</div>
<div class="buttons">
<button type="submit" id="score">Score the thread</button>
<button type="button" id="sample">Try a sample</button>
<button type="button" id="stop" hidden>Stop</button>
</div>
<label for="progress" class="unseen">Posts scored</label>
<progress id="progress" hidden></progress>
<p id="status" role="status"></p>
<p id="fault" role="alert"></p>
<div id="advice" class="buttons"></div>
</form>
<details>
<summary>Load the encoder: more accurate, but slower</summary>
<p>Choose <code>model.onnx</code>, <code>tokenizer.json</code> and <code>model.json</code> of the folder <code>models/encoder-en</code>, all three at once, or drop them on this page. They are read here and sent nowhere.</p>
<label for="encoder-files">Files of the encoder</label>
<input type="file" id="encoder-files" multiple accept=".onnx,.json">
</details>
<div id="results" hidden>
<h2 id="results-heading" tabindex="-1"></h2>
<div id="card"></div>
<div id="claim" hidden>
<h3>To print</h3>
<blockquote id="claim-sentence"></blockquote>
<p>In short: <span id="claim-short"></span></p>
<button type="button" id="claim-copy">Copy the sentence</button>
<details><summary>Its footnote</summary><p id="claim-footnote"></p></details>
</div>
<div id="check">
<p id="check-progress" role="status"></p>
<div class="buttons">
<button type="button" id="check-go" class="main" hidden></button>
<button type="button" id="check-save" hidden>Save labels</button>
<button type="button" id="check-erase" hidden></button>
</div>
<p id="check-kept" class="faint"></p>
</div>
<div class="buttons">
<button type="button" id="open-report">Open the report</button>
<button type="button" id="save-report">Save the report</button>
</div>
<p class="faint">The report holds the posts, the pictures to save, and the method. It shows the labels of the model: check first.</p>
<details>
<summary>Files for the commands</summary>
<p>They go on from here: <code>npm run cite -- scored.jsonl</code> prints the same sentence where the labels lie beside it.</p>
<div id="downloads" class="buttons"></div>
</details>
<details>
<summary>What was read</summary>
<p id="read"></p>
</details>
</div>
</main>
<footer>
<p>dealstance ${escapeXml(version)}. A label says which reading of the move a post sides with, as a model sees it.</p>
<details><summary>Licences</summary><pre>${escapeXml(notices)}</pre></details>
</footer>
<noscript><p>This page needs JavaScript. Without it, take the command: dealstance classify.</p></noscript>
<dialog id="label-dialog" aria-label="Label posts">
<div class="buttons">
<button type="button" id="label-back">Back to the result</button>
<button type="button" id="label-save">Save labels so far</button>
<p id="label-kept" class="faint"></p>
</div>
</dialog>
<template id="label-page"><iframe title="Label posts" srcdoc="${escapeXml(renderLabelPage({ labels: STANCE_SCHEME.labels, graceSeconds: null }))}"></iframe></template>
<script type="application/json" id="sample-text">${JSON.stringify(sampleText).replaceAll('<', '\\u003c')}</script>
<script type="application/octet-stream" id="worker">${worker}</script>
<script type="application/octet-stream" id="runtime">${runtime}</script>
<script>${script}</script>
</body>
</html>
`
}

/** Style of the scoring page. Colours keep a contrast of at least 4.5 : 1 on their ground in both themes; nothing moves. */
export const SCORING_PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf7; --raised: #ffffff; --ink: #1d1c1a; --faint: #5f5b54; --line: #d8d3c8; --edge: #7d7870; --accent: #1f5fa8; --fault: #a3241c;
  --side-1: #b84700; --side-2: #0067a3; --no-side: #5f5b54;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16171a; --raised: #202226; --ink: #eceae5; --faint: #a8a49b; --line: #3b3e45; --edge: #8b8780; --accent: #8ab8f0; --fault: #ff9a90;
    --side-1: #ff8a4c; --side-2: #56b4e9; --no-side: #a8a49b;
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
button[type=submit], button.main { background: var(--accent); border-color: var(--accent); color: var(--ground); font-weight: 600; }
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
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h2:focus { outline: none; }
blockquote { margin: .5rem 0; padding: .5rem 1rem; border-left: .25rem solid var(--accent); background: var(--raised); font-size: 1.1875rem; }
.warning { color: var(--fault); font-weight: 600; }
dialog { border: 0; padding: 0; width: 100vw; height: 100dvh; max-width: none; max-height: none; background: var(--ground); color: var(--ink); flex-direction: column; }
dialog[open] { display: flex; }
dialog .buttons { margin: 0; padding: .375rem 1.25rem; align-items: center; border-bottom: 1px solid var(--line); }
dialog .buttons > * { font-size: .875rem; min-height: 2.25rem; padding-block: .125rem; margin: 0; }
dialog p { flex: 1 1 20rem; }
iframe { flex: 1; width: 100%; border: 0; }
@media (max-width: 34rem) {
  header, main, footer { padding-inline: .875rem; }
  th, td { padding-right: .5rem; }
  dialog .faint:not(.warning) { display: none; }
  tbody th, td.number { width: auto; }
  .shares tr { display: grid; grid-template-columns: 1fr 4rem 7rem; }
  .shares th.drawn { display: none; }
  .shares td.drawn { grid-area: 2 / 1 / 2 / -1; padding: 0 0 .5rem; }
}
[hidden] { display: none; }
`
