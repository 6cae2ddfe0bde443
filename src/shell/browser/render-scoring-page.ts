import { EXAMPLE_MOVE } from '../../judge/deals/deal.js'
import { escapeXml } from '../../say/svg/svg-element.js'
import { SCORING_PAGE_STYLE } from './scoring-page-style.js'

export interface ScoringPageParts {
  /** JavaScript of the page; nothing of it may close a script element. */
  readonly script: string
  /** Its SHA-256 in base64: with the style's the only code that the content policy lets in. */
  readonly scriptHash: string
  readonly styleHash: string
  /** The worker's JavaScript with the linear model and the deals, gzipped, in base64. */
  readonly worker: string
  /** onnxruntime-web's WebAssembly, gzipped, in base64; unpacked only when an encoder is loaded. */
  readonly runtime: string
  readonly sampleText: string
  readonly version: string
  /** Licences of what the page holds. */
  readonly notices: string
}

/** What the page may do: run its own script, start its own worker, compile the runtime; nothing that reaches a network. */
export function scoringPagePolicy({ scriptHash, styleHash }: Pick<ScoringPageParts, 'scriptHash' | 'styleHash'>): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}' 'wasm-unsafe-eval'`,
    `style-src 'sha256-${styleHash}'`,
    'worker-src blob:',
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types dealstance-worker',
  ].join('; ')
}

export { SCORING_PAGE_STYLE }

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
<p>To print a share, check a sample by hand: save scored.jsonl, then run <code>npm run audit -- scored.jsonl</code>, which opens a page to label on and says how many labels are enough.</p>
<div id="downloads" class="buttons"></div>
<h2>Posts</h2>
<label for="filter">Show</label>
<select id="filter"><option value="all">all posts</option></select>
<p><input type="checkbox" id="marks"> <label for="marks">Mark the words that moved the model</label></p>
<p id="shown" role="status" class="faint"></p>
<div id="posts"></div>
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
<script type="application/json" id="sample-text">${JSON.stringify(sampleText).replaceAll('<', '\\u003c')}</script>
<script type="application/octet-stream" id="worker">${worker}</script>
<script type="application/octet-stream" id="runtime">${runtime}</script>
<script>${script}</script>
</body>
</html>
`
}
