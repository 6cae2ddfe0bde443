import { decodeHTMLStrict } from 'entities'
import { Tokenizer } from 'htmlparser2'

const BLOCKS = new Set(
  'address,article,aside,blockquote,dd,details,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,td,th,tr,ul'.split(
    ',',
  ),
)
/** Elements separated by an empty line. */
const PARAGRAPHS = new Set('article,blockquote,dl,figure,h1,h2,h3,h4,h5,h6,ol,p,pre,section,table,ul'.split(','))
const HIDDEN_ELEMENTS = new Set('head,iframe,math,noscript,object,script,style,svg,template,title'.split(','))

/**
 * Converts HTML to the text a reader sees: no tags, decoded entities, one line per block, an empty line between paragraphs. Links that
 * Mastodon shortens with `span.invisible` and `span.ellipsis` are kept in full, as in `textContent`. White space is collapsed as in a
 * browser, except in `pre`.
 *
 * Uses the tokenizer only: the parser's stack of open elements takes quadratic time on deeply nested markup. Linear, without recursion.
 *
 * @param options `omitted`: lower-case names of more elements to leave out, such as `nav`
 * @example htmlToText('<p>Less &amp; later.<br>Again?</p><p>Yes</p>') // => 'Less & later.\nAgain?\n\nYes'
 */
export function htmlToText(html: string, { omitted = new Set() }: { readonly omitted?: ReadonlySet<string> } = {}): string {
  const isHidden = (name: string): boolean => HIDDEN_ELEMENTS.has(name) || omitted.has(name)
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
  const appendText = (text: string): void => {
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
  }
  const applyTag = (name: string, change: 1 | -1): void => {
    if (name === 'body') hiddenDepth = 0
    if (isHidden(name)) hiddenDepth = Math.max(0, hiddenDepth + change)
    if (name === 'pre') preDepth = Math.max(0, preDepth + change)
    if (hiddenDepth > 0) return
    if (name === 'br') appendBreak()
    else if (BLOCKS.has(name)) {
      pendingBreaks = Math.max(pendingBreaks, PARAGRAPHS.has(name) ? 2 : 1)
      isSpacePending = false
    }
  }
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
  return pieces
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n{1,2}|\n{1,2}$/g, '')
}

/**
 * Decodes the character references of a text without tags, as in X's API: `&lt;3` is `<3`. A reference without its semicolon is left as it
 * is, since URLs contain such text (`?a=1&copy=2`).
 *
 * @example decodeEntities('AT&amp;T &lt;3') // => 'AT&T <3'
 */
export const decodeEntities = (text: string): string => (text.includes('&') ? decodeHTMLStrict(text) : text)
