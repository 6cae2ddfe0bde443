import { LABEL_PAGE_SCRIPT, LABEL_PAGE_STYLE } from '#page-scripts'
import { type ByLabel, STANCE_SCHEME, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { MAX_REASON_LENGTH } from '../../count/audit/label/corrections.js'
import { MAX_NOTE_LENGTH } from '../../count/audit/label/label-task.js'
import { questionWords } from '../facts/wording.js'
import { escapeXml } from '../svg/elements.js'

interface LabelPageOptions {
  /** Scheme with question, definitions and keys; absent for the default. */
  readonly scheme?: StanceScheme | undefined
  /** Seconds for an undo after the last label; null inside another page. */
  readonly graceSeconds: number | null
  /** Base64 nonce of style and script; absent where the policy allows them by hash. */
  readonly nonce?: string
}

/**
 * The page on which a coder labels, self-contained. It asks only its own server, or
 * `answerLabel(route, body)` of the page around it.
 */
export function renderLabelPage({
  scheme = STANCE_SCHEME,
  nonce,
  graceSeconds,
}: LabelPageOptions): string {
  const allowed = nonce === undefined ? '' : ` nonce="${nonce}"`
  const { question, noDeal } = questionWords(scheme)
  const buttons = labelKeys(scheme.labels, scheme.keys).map(({ label, key, digit }) => {
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
<label for="reason" id="reason-for">Why the label changes</label> <input type="text" id="reason" dir="auto" maxlength="${MAX_REASON_LENGTH}">
<button type="button" id="keep-label">leave it as it was</button>
</div>
<div id="context" tabindex="0" role="region" aria-label="what the post answers"></div>
<p id="deal" hidden></p>${codebookOf(scheme)}
<section id="labelled" hidden aria-label="your labels"><h2>Your labels: choose one to correct</h2><ol id="labelled-list"></ol></section>
<div id="end" hidden>
<h2>All read. Everything is ${graceSeconds === null ? 'kept' : 'on disk'}</h2>
<ul id="conclusion"></ul>
<p id="end-note">${graceSeconds === null ? '' : `The program ends in ${graceSeconds} seconds, or at once with the button; this page stays. Until then `}<kbd>u</kbd> takes back the last label, and <kbd>,</kbd> corrects one.</p>
<button type="button" id="finish">${cap('Enter')} ${graceSeconds === null ? 'back to the page' : 'end now'}</button>
<button type="button" id="more" hidden aria-keyshortcuts="m">${cap('m')} <span id="more-words"></span></button>
</div>
<p id="fault" role="alert"></p>
<p class="show"><button type="button" id="correct" aria-keyshortcuts=",">${cap(',')} correct a label</button> <span><input type="checkbox" id="authors"> <label for="authors">Show authors</label></span> <span><input type="checkbox" id="keys" checked> <label for="keys">Letter keys give labels</label></span> <span id="width"></span></p>
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
<noscript>This page needs JavaScript. Without it, label in a spreadsheet: dealstance audit SCORED --export sheet.csv, then --import sheet.csv.</noscript>
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
    const example =
      examples === undefined ? '' : `<dd class="example">${escapeXml(examples[label] ?? '')}</dd>`
    return `<dt>${escapeXml(label)}</dt><dd>${escapeXml(definitions[label] ?? '')}</dd>${example}`
  })
  const list =
    rules.length === 0
      ? ''
      : `<ol>${rules.map((rule) => `<li>${escapeXml(rule)}</li>`).join('')}</ol>`
  return `\n<details id="codebook"><summary>What the labels mean ${cap('?')}</summary><div dir="auto" tabindex="0" role="region" aria-label="what the labels mean"><dl>${entries.join('')}</dl>${list}</div></details>`
}

/** Letters with a meaning of their own: undo, unreadable and quit. */
const TAKEN = ['u', 'x', 'q']

/**
 * Keys for each label: the scheme's, else a first letter that no other label has, else its place.
 * `digit` is the place, or null where that is a key already.
 *
 * @param labels at most eight
 * @param keys one for each label, or none
 * @example labelKeys(['retreat', 'neither']).map(({ key, digit }) => key + digit) // ['r1', 'n2']
 */
export function labelKeys(labels: readonly string[], keys: ByLabel<string> = {}) {
  const first = labels.map((label) => label.charAt(0).toLowerCase())
  const isPlain =
    first.every((letter) => /^[a-z]$/.test(letter) && !TAKEN.includes(letter)) &&
    new Set(first).size === first.length
  const labelKeys = labels.map((label, index) => {
    if (Object.hasOwn(keys, label)) return keys[label] as string
    return isPlain ? (first[index] ?? '') : String(index + 1)
  })
  return labels.map((label, index) => {
    const digit = String(index + 1)
    return { label, key: labelKeys[index] ?? '', digit: labelKeys.includes(digit) ? null : digit }
  })
}
