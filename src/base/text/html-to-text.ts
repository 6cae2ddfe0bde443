import { decodeHTMLStrict } from 'entities'
import { Tokenizer } from 'htmlparser2'

const BLOCKS = new Set(
  'address,article,aside,blockquote,dd,details,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,td,th,tr,ul'.split(
    ',',
  ),
)
/** Elements separated by an empty line. */
const PARAGRAPHS = new Set(
  'article,blockquote,dl,figure,h1,h2,h3,h4,h5,h6,ol,p,pre,section,table,ul'.split(','),
)
const HIDDEN_ELEMENTS = new Set(
  'head,iframe,math,noscript,object,script,style,svg,template,title'.split(','),
)

const isHiddenElement = (name: string): boolean => HIDDEN_ELEMENTS.has(name)

/** Takes markup piece by piece and writes the text that a reader sees. */
interface TextWriter {
  /** @param name lower-case name of an element; @param change 1 for its start, -1 for its end */
  applyTag(name: string, change: 1 | -1): void
  appendText(text: string): void
  /** Text so far, without line breaks around it. */
  finish(): string
}

/** Writes text by the rules of {@link htmlToText}, for callers that have parsed the markup. */
export function createTextWriter(isHidden = isHiddenElement): TextWriter {
  const pieces: string[] = []
  /** Line breaks to add before the next text: 0, 1 or 2. */
  let pendingBreaks = 0
  let isAtLineStart = true
  let isSpacePending = false
  let hiddenDepth = 0
  let preDepth = 0
  const append = (text: string): void => {
    if (pendingBreaks > 0 && pieces.length > 0) pieces.push('\n'.repeat(pendingBreaks))
    else if (isSpacePending && !isAtLineStart) pieces.push(' ')
    pendingBreaks = 0
    isSpacePending = false
    isAtLineStart = false
    pieces.push(text)
  }
  const appendBreak = (): void => {
    pieces.push(pendingBreaks > 0 && pieces.length > 0 ? '\n'.repeat(pendingBreaks) : '', '\n')
    pendingBreaks = 0
    isAtLineStart = true
    isSpacePending = false
  }
  return {
    appendText: (text) => {
      if (hiddenDepth > 0) return
      if (preDepth > 0) {
        append(text)
        return
      }
      // No-break spaces are content in HTML and are kept.
      for (const [index, word] of text.split(/[ \t\r\n\f]+/).entries()) {
        if (index > 0) isSpacePending = pendingBreaks === 0 && !isAtLineStart
        if (word !== '') append(word)
      }
    },
    applyTag: (name, change) => {
      if (name === 'body') hiddenDepth = 0
      if (isHidden(name)) hiddenDepth = Math.max(0, hiddenDepth + change)
      if (name === 'pre') preDepth = Math.max(0, preDepth + change)
      if (hiddenDepth > 0) return
      if (name === 'br') appendBreak()
      else if (BLOCKS.has(name)) {
        pendingBreaks = Math.max(pendingBreaks, PARAGRAPHS.has(name) ? 2 : 1)
        isSpacePending = false
      }
    },
    finish: () =>
      pieces
        .join('')
        .replace(/\n{3,}/g, '\n\n')
        .replace(/^\n{1,2}|\n{1,2}$/g, ''),
  }
}

/**
 * Converts HTML to the text a reader sees. Drops tags, decodes entities, puts blocks on lines and
 * empty lines between paragraphs. Links that Mastodon shortens are kept in full. White space is
 * collapsed as in a browser, except in `pre`. Linear time, also for nested markup.
 *
 * @param options `omitted`: lower-case names of more elements to leave out, such as `nav`
 * @example htmlToText('<p>Less &amp; later.<br>Again?</p><p>Yes</p>') // => 'Less &
 *   later.\nAgain?\n\nYes'
 */
export function htmlToText(
  html: string,
  { omitted = new Set() }: { readonly omitted?: ReadonlySet<string> } = {},
): string {
  const isHidden = (name: string): boolean => isHiddenElement(name) || omitted.has(name)
  const { applyTag, appendText, finish } = createTextWriter(isHidden)
  let openName = ''
  const ignore = (): void => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => applyTag((openName = html.slice(start, end).toLowerCase()), 1),
      onselfclosingtag: () => {
        if (isHidden(openName)) applyTag(openName, -1)
      },
      onclosetag: (start, end) => applyTag(html.slice(start, end).toLowerCase(), -1),
      ontext: (start, end) => appendText(html.slice(start, end)),
      ontextentity: (codePoint) => appendText(String.fromCodePoint(codePoint)),
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      onattribname: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onopentagend: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
      // Only SVG and MathML elements close themselves, and both are hidden.
      isInForeignContext: () => openName === 'svg' || openName === 'math',
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return finish()
}

/**
 * Decodes the character references of a text without tags. One without its semicolon is left: URLs
 * have such text (`?a=1&copy=2`).
 *
 * @example decodeEntities('AT&amp;T &lt;3') // => 'AT&T <3'
 */
export const decodeEntities = (text: string): string =>
  text.includes('&') ? decodeHTMLStrict(text) : text
