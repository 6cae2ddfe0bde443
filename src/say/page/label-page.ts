import { LABEL_PAGE_SCRIPT } from '#page-scripts'
import { type ByLabel, STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { MAX_REASON_LENGTH } from '../../count/audit/corrections.js'
import { MAX_NOTE_LENGTH } from '../../count/audit/label/label-task.js'
import { questionWords } from '../facts/wording.js'
import { escapeXml } from '../svg/marks.js'

interface LabelPageOptions {
  readonly labels: readonly string[]
  /** Question, definitions and keys of the user's own labels; absent for the default scheme. */
  readonly scheme?: StanceScheme | undefined
  /** Seconds for an undo after the last label; null inside another page. */
  readonly graceSeconds: number | null
  /** Base64 nonce of the page's own style and script, which the content policy requires. Absent where it allows both by hash. */
  readonly nonce?: string
}

/**
 * The page on which a coder labels: one self-contained HTML text. It asks only its own server, or `answerLabel(route, body)` of the page
 * around it. The script inserts posts as text, never as markup.
 */
export function renderLabelPage({ labels, scheme = STANCE_SCHEME, nonce, graceSeconds }: LabelPageOptions): string {
  const allowed = nonce === undefined ? '' : ` nonce="${nonce}"`
  const { question, noDeal } = questionWords(scheme)
  const buttons = labelKeys(labels, scheme.keys).map(({ label, key, digit }) => {
    const keys = [digit, key].filter((one) => one !== null)
    const side = scheme.sides.indexOf(label)
    return `<button type="button" dir="auto" class="side-${side < 0 ? 0 : (side % 2) + 1}" data-label="${escapeXml(label)}" aria-keyshortcuts="${keys.join(' ')}">${keys.map((one) => `${cap(one)} `).join('')}${escapeXml(label)}</button>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Label posts</title>
<link rel="icon" href="data:,">
<style${allowed}>${LABEL_PAGE_STYLE}</style>
</head>
<body data-no-deal="${escapeXml(noDeal)}" data-question="${escapeXml(question)}">
<header>
<h1><span id="heading">Loading…</span> <span id="coder"></span></h1>
<label for="progress" id="counts"></label>
<progress id="progress" max="1" value="0"></progress>
</header>
<main id="main" tabindex="-1" aria-labelledby="heading">
<h2 id="question" dir="auto" hidden></h2>
<section id="post" hidden tabindex="0" aria-label="the post to label">
<h3>The post to label <bdi id="post-by"></bdi></h3>
<p id="post-text" class="text" dir="auto"></p>
</section>
<p id="given" hidden></p>
<div id="correction" hidden>
<label for="reason">Why the label changes</label> <input type="text" id="reason" dir="auto" maxlength="${MAX_REASON_LENGTH}">
<button type="button" id="keep-label">keep it</button>
</div>
<div id="context" tabindex="0" role="region" aria-label="what the post answers"></div>
<p id="deal" hidden></p>${codebookOf(scheme)}
<section id="labelled" hidden aria-label="your labels"><h3>Your labels: choose one to correct</h3><ol id="labelled-list"></ol></section>
<div id="end" hidden>
<h2>Done, and every label is ${graceSeconds === null ? 'kept' : 'on disk'}</h2>
<ul id="conclusion"></ul>
<p id="end-note">${graceSeconds === null ? '' : `The program ends in ${graceSeconds} seconds, or at once with the button; this page stays. Until then `}<kbd>u</kbd> takes back the last label, and <kbd>,</kbd> corrects any.</p>
<button type="button" id="finish">${cap('Enter')} ${graceSeconds === null ? 'see the result' : 'end now'}</button>
<button type="button" id="more" hidden aria-keyshortcuts="m">${cap('m')} <span id="more-words"></span></button>
</div>
<p id="fault" role="alert"></p>
<p class="show"><button type="button" id="correct" aria-keyshortcuts=",">${cap(',')} correct a label</button> <span><input type="checkbox" id="authors"> <label for="authors">Show authors</label></span> <span><input type="checkbox" id="keys" checked> <label for="keys">Single keys work</label></span> <span id="width"></span></p>
</main>
<footer>
<div role="group" aria-label="labels" id="buttons">
${buttons.join('\n')}
</div>
<details id="tools" open>
<summary>More</summary>
<div>
<button type="button" id="skip" aria-keyshortcuts="Space">${cap('space')} skip</button>
<button type="button" id="unclear" aria-keyshortcuts="x" title="a language you do not read, or a post that cannot be read">${cap('x')} unreadable</button>
<button type="button" id="undo" aria-keyshortcuts="u">${cap('u')} undo</button>
<span class="remark"><input type="checkbox" id="doubt" aria-keyshortcuts="."> <label for="doubt">${cap('.')} unsure</label></span>
<span class="remark"><label for="note">${cap('/')} note</label> <input type="text" id="note" dir="auto" maxlength="${MAX_NOTE_LENGTH}" aria-keyshortcuts="/"></span>
<div id="last" role="group" aria-label="your last labels"></div>
</div>
</details>
<p id="status" role="status"></p>
<p id="next" class="unseen" role="status"></p>
</footer>
<noscript>This page needs JavaScript. Label in the terminal instead: --terminal.</noscript>
<script${allowed}>${LABEL_PAGE_SCRIPT}</script>
</body>
</html>
`
}

/** The picture of a key, which is no part of a name: `aria-keyshortcuts` says it. */
const cap = (key: string): string => `<kbd aria-hidden="true">${key}</kbd>`

function codebookOf({ labels, definitions, examples, rules = [] }: StanceScheme): string {
  if (definitions === undefined) return ''
  const entries = labels.map((label) => {
    const example = examples === undefined ? '' : `<dd class="example">${escapeXml(examples[label] ?? '')}</dd>`
    return `<dt>${escapeXml(label)}</dt><dd>${escapeXml(definitions[label] ?? '')}</dd>${example}`
  })
  const list = rules.length === 0 ? '' : `<ol>${rules.map((rule) => `<li>${escapeXml(rule)}</li>`).join('')}</ol>`
  return `\n<details id="codebook"><summary>What the labels mean ${cap('?')}</summary><div dir="auto" tabindex="0" role="region" aria-label="what the labels mean"><dl>${entries.join('')}</dl>${list}</div></details>`
}

/** Letters with a meaning of their own: undo, unreadable and quit. */
const TAKEN = ['u', 'x', 'q']

/**
 * Keys for each label: the scheme's key, else a first letter that no other label has, else its place (1, 2, …). `digit` is always the
 * place, or null where that is a key already.
 *
 * @param labels at most eight
 * @param keys one for each label, or none
 * @example labelKeys(['retreat', 'shrewd pivot', 'neither']).map(({ key, digit }) => key + digit) // => ['r1', 's2', 'n3']
 */
export function labelKeys(labels: readonly string[], keys: ByLabel<string> = {}) {
  const first = labels.map((label) => label.charAt(0).toLowerCase())
  const isPlain = first.every((letter) => /^[a-z]$/.test(letter) && !TAKEN.includes(letter)) && new Set(first).size === first.length
  const own = labels.map((label, index) =>
    Object.hasOwn(keys, label) ? (keys[label] as string) : isPlain ? (first[index] ?? '') : String(index + 1),
  )
  return labels.map((label, index) => {
    const digit = String(index + 1)
    return { label, key: own[index] ?? '', digit: own.includes(digit) ? null : digit }
  })
}

/** Style of the label page. Colours keep a contrast of at least 4.5 : 1 with their background in both themes; nothing moves. */
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
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; align-items: baseline; padding: .75rem 1.25rem .25rem; }
h1 { font-size: 1rem; margin: 0; }
#coder { font-weight: 400; color: var(--faint); }
#counts { font-size: .9375rem; color: var(--faint); font-variant-numeric: tabular-nums; }
.show { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; margin: 0; font-size: .875rem; color: var(--faint); }
.show input, #doubt { accent-color: var(--accent); width: 1.25rem; height: 1.25rem; vertical-align: -.25rem; }
.remark { font-size: .875rem; }
#note, #reason { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--faint); border-radius: .5rem; min-height: 2rem; flex: 1; min-width: 0; padding: .125rem .5rem; }
progress { width: 100%; height: .375rem; accent-color: var(--accent); }
header, footer { flex: none; }
main { flex: 1 1 auto; min-height: 0; overflow: auto; display: flex; flex-direction: column; padding: .25rem 1.25rem .5rem; }
main > * { flex: none; }
main:focus { outline: none; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: .25rem 0; overflow-wrap: anywhere; }
h3 { font-size: .875rem; font-weight: 600; color: var(--faint); margin: 0 0 .25rem; overflow-wrap: anywhere; }
#deal { margin: 0 0 .5rem; color: var(--faint); overflow-wrap: anywhere; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 .75rem; background: var(--raised); }
/* Post, what it answers and the buttons share one screen, the post first: long texts scroll in their boxes. */
#context { max-height: 26vh; overflow: auto; margin-bottom: .5rem; }
#context > :last-child { margin-bottom: 0; }
/* It stays in view whatever is scrolled, since keys label it. */
#post { position: sticky; top: 0; z-index: 1; max-height: 36vh; overflow: auto; margin-bottom: .5rem; border: 2px solid var(--accent); }
#post .text { font-size: 1.1875rem; }
.text { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.context .text { color: var(--faint); }
details { margin: 0 0 .5rem; color: var(--faint); }
summary { cursor: pointer; font-size: .875rem; font-weight: 600; overflow-wrap: anywhere; }
#correction { display: flex; flex-wrap: wrap; gap: .375rem .75rem; align-items: center; }
#labelled-list button { width: 100%; text-align: start; font-size: .9375rem; overflow-wrap: anywhere; }
#codebook > div { max-height: 30vh; overflow: auto; font-size: .9375rem; }
.example { font-style: italic; }
li { margin-bottom: .25rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
#end { margin-bottom: .75rem; }
#fault { color: var(--fault); font-weight: 600; }
#fault:empty { margin: 0; }
footer { background: var(--ground); border-top: 1px solid var(--line); padding: .5rem 1.25rem; }
#buttons { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; }
#tools { margin-block: 0; margin-inline: auto; }
#tools > summary { display: none; }
/* Rows of one height, whatever is in them: the buttons above stay where they are. */
#tools > div { display: flex; flex-wrap: wrap; gap: .375rem .75rem; align-items: center; padding-block: .375rem; white-space: nowrap; color: var(--ink); }
#tools .remark:has(#note) { display: flex; gap: .375rem; align-items: center; flex: 1 0 14rem; max-width: 24rem; }
#tools button, .show button { border-color: var(--line); min-height: 2rem; padding: .125rem .5rem; font-size: .875rem; }
#last { display: flex; gap: .375rem; min-height: 2rem; min-width: 12rem; }
button {
  font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--faint); border-radius: .5rem;
  padding: .5rem .625rem; min-height: 2.75rem; cursor: pointer;
}
button[data-label] { border: 2px solid var(--faint); min-height: 3.25rem; font-weight: 600; overflow-wrap: anywhere; }
button.side-1 { border-color: var(--side-1); }
button.side-2 { border-color: var(--side-2); }
button:hover { border-color: var(--ink); }
#finish { background: var(--accent); border-color: var(--accent); color: var(--ground); font-weight: 600; }
button[aria-disabled='true'] { opacity: .55; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main:focus-visible { outline: none; }
kbd { font: .8125rem ui-monospace, monospace; border: 1px solid var(--line); border-radius: .25rem; padding: .0625rem .375rem; }
#status { min-height: 1.5em; margin-block: 0; color: var(--faint); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 34rem) {
  header, main, footer { padding-inline: .75rem; }
  body { font-size: 1rem; }
  header > * { font-size: .875rem; }
  h2 { font-size: 1rem; }
  #coder, .done { display: none; }
  #post { max-height: 40vh; }
  #context { max-height: 18vh; }
  section { padding: .5rem .75rem; }
  #post .text { font-size: 1.0625rem; }
  button kbd, .remark kbd, #last button:nth-child(n + 2) { display: none; }
  #last { order: 1; flex: 1; min-width: 6rem; }
  #last button { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
  #tools .remark:has(#note) { order: 2; flex: 1 1 9rem; max-width: none; }
  #buttons { gap: .375rem; }
  #buttons:not([hidden]) + #tools > div { min-height: 6.5rem; align-content: flex-start; }
  button { padding: .25rem .5rem; }
}
/* A phone held sideways, a page at 200 % or 400 %: post and labels alone, the rest behind "More". */
@media (max-height: 34rem) {
  header { padding-block: .125rem; flex-wrap: nowrap; }
  h1, #counts { font-size: .8125rem; white-space: nowrap; }
  progress, #coder, .done { display: none; }
  h2 { font-size: .875rem; margin: 0 0 .125rem; }
  main { container-type: size; }
  #post { max-height: 80cqh; padding: .25rem .75rem; }
  #post h3 { display: none; }
  #post .text { font-size: 1rem; }
  #context { max-height: none; }
  footer { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding-block: .25rem; align-items: center; }
  footer > * { margin-inline: 0; }
  #buttons { flex: 1; grid-template-columns: repeat(auto-fit, minmax(4rem, 1fr)); gap: .375rem; }
  button[data-label] { min-height: 2.5rem; padding: .125rem .25rem; font-size: .875rem; line-height: 1.2; }
  #tools > summary { display: list-item; padding-block: .5rem; }
  #tools[open] { flex-basis: 100%; max-height: 45vh; overflow: auto; }
  #buttons:not([hidden]) + #tools > div { min-height: 0; }
  #status { position: absolute; width: 1px; height: 1px; min-height: 0; overflow: hidden; clip-path: inset(50%); }
}
@media (max-height: 20rem) {
  main > * { order: 1; }
  #post { order: 0; }
}
@media (min-width: 64rem) {
  header, main { max-width: 72rem; }
  footer > * { max-width: 69.5rem; }
  main { position: relative; padding-inline-end: 25rem; }
  #codebook { position: absolute; inset: .25rem 1.25rem 0 auto; width: 21rem; overflow: auto; }
  #codebook > div { max-height: none; }
}
[hidden] { display: none !important; }
`
