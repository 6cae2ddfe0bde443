import { isDefaultScheme } from '../../../base/scheme/scheme-tag.js'
import { type ByLabel, STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { LABEL_PAGE_SCRIPT } from './label-page-script.js'
import { LABEL_PAGE_STYLE } from './label-page-style.js'

interface LabelPageOptions {
  readonly labels: readonly string[]
  /** Question, definitions, keys and colours of one's own labels; absent for those that ship. */
  readonly scheme?: StanceScheme | undefined
  /** Base64; the page's own style and script carry it, and the content policy allows nothing else. */
  readonly nonce: string
  /** How long the page stays for an undo after the last label. */
  readonly graceSeconds: number
}

/**
 * The page on which a coder labels: one self-contained HTML text that asks nothing but its own server. Posts are put in as text by the
 * script, never as markup.
 */
export function renderLabelPage({ labels, scheme = STANCE_SCHEME, nonce, graceSeconds }: LabelPageOptions): string {
  const { question, noDeal } = wordsFor(scheme)
  const buttons = labelKeys(labels, scheme.keys).map(({ label, key, digit }) => {
    const keys = [digit, key].filter((one) => one !== null)
    const side = scheme.sides.indexOf(label)
    return `<button type="button" dir="auto" class="side-${side < 0 ? 0 : (side % 2) + 1}" data-label="${escapeHtml(label)}" aria-keyshortcuts="${keys.join(' ')}">${keys.map((one) => `<kbd>${one}</kbd> `).join('')}${escapeHtml(label)}</button>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Label posts</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${LABEL_PAGE_STYLE}</style>
</head>
<body data-no-deal="${escapeHtml(noDeal)}" data-question="${escapeHtml(question)}">
<header>
<h1><span id="heading">Loading…</span> <span id="coder"></span></h1>
<label for="progress" id="counts"></label>
<progress id="progress" max="1" value="0"></progress>
<p id="width"></p>
<p class="show"><input type="checkbox" id="authors"> <label for="authors">Show authors</label></p>
</header>
<main id="main" tabindex="-1" aria-labelledby="heading">
<h2 id="question" dir="auto" hidden></h2>
<p id="deal" hidden></p>${codebookOf(scheme)}
<div id="context" tabindex="0" role="region" aria-label="what the post answers"></div>
<section id="post" hidden tabindex="0" aria-label="the post to label">
<h3>The post to label <bdi id="post-by"></bdi></h3>
<p id="post-text" class="text" dir="auto"></p>
</section>
<p id="given" hidden></p>
<div id="end" hidden>
<h2>Done, and every label is on disk</h2>
<ul id="conclusion"></ul>
<p>The program ends in ${graceSeconds} seconds, or at once with the button; this page stays. Until then <kbd>u</kbd> takes back the last label.</p>
<button type="button" id="finish"><kbd>Enter</kbd> end now</button>
</div>
<p id="fault" role="alert"></p>
</main>
<footer>
<div role="group" aria-label="labels" id="buttons">
${buttons.join('\n')}
</div>
<div id="tools">
<button type="button" id="skip" aria-keyshortcuts="Space"><kbd>space</kbd> skip</button>
<button type="button" id="undo" aria-keyshortcuts="u"><kbd>u</kbd> undo</button>
<div id="last" role="group" aria-label="your last labels"></div>
<p id="status" role="status"></p>
</div>
</footer>
<noscript>This page needs JavaScript. Label in the terminal instead: --terminal.</noscript>
<script nonce="${nonce}">${LABEL_PAGE_SCRIPT}</script>
</body>
</html>
`
}

/** Stands in a question for "xAI’s move", or "the move" where the mover is not known. */
export const MOVE_PLACE = '{move}'

/** What a coder is asked, with {@link MOVE_PLACE} in it, and told of a post that is tied to no deal. */
export function wordsFor(scheme: StanceScheme): { readonly question: string; readonly noDeal: string } {
  if (!isDefaultScheme(scheme)) return { question: scheme.question ?? 'Which label fits the post?', noDeal: '' }
  const sides = scheme.sides.map((label) => `a ${label}`).join(', ')
  return {
    question: scheme.question ?? `Does the post call ${MOVE_PLACE} ${sides}, or ${scheme.neutral}?`,
    noDeal: 'No deal was found for this post: judge the move that its thread is about.',
  }
}

function codebookOf({ labels, definitions, examples, rules = [] }: StanceScheme): string {
  if (definitions === undefined) return ''
  const entries = labels.map((label) => {
    const example = examples === undefined ? '' : `<dd class="example">${escapeHtml(examples[label] ?? '')}</dd>`
    return `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(definitions[label] ?? '')}</dd>${example}`
  })
  const list = rules.length === 0 ? '' : `<ol>${rules.map((rule) => `<li>${escapeHtml(rule)}</li>`).join('')}</ol>`
  return `\n<details id="codebook"><summary>What the labels mean <kbd>?</kbd></summary><div dir="auto" tabindex="0" role="region" aria-label="what the labels mean"><dl>${entries.join('')}</dl>${list}</div></details>`
}

/** A label and the keys that give it. */
interface LabelKey {
  readonly label: string
  /** One lower-case letter or digit. */
  readonly key: string
  /** Its place among the labels, from 1; null where that is a key already. */
  readonly digit: string | null
}

/** Letters with a meaning of their own: undo and quit. */
const TAKEN = ['u', 'q']

/**
 * Keys for each label: the one that the scheme gives it, else its first letter where that is its alone, else its place (1, 2, …); and its
 * place in every case.
 *
 * @param labels at most eight
 * @param keys one for each label, or none
 * @example labelKeys(['retreat', 'shrewd pivot', 'neither']).map(({ key, digit }) => key + digit) // => ['r1', 's2', 'n3']
 */
export function labelKeys(labels: readonly string[], keys: ByLabel<string> = {}): LabelKey[] {
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

/** Escapes text for HTML content and quoted attributes. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
