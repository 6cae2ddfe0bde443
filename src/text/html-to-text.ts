import { decodeHTMLStrict } from 'entities'
import { Tokenizer } from 'htmlparser2'

/** Elements that stand on lines of their own. */
const BLOCKS = new Set(
  'address,article,aside,blockquote,dd,details,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,td,th,tr,ul'.split(
    ',',
  ),
)
/** Elements between which an empty line stands. */
const PARAGRAPHS = new Set('article,blockquote,dl,figure,h1,h2,h3,h4,h5,h6,ol,p,pre,section,table,ul'.split(','))
/** Elements whose content nobody reads. */
const SILENT = new Set('head,iframe,math,noscript,object,script,style,svg,template,title'.split(','))

export interface HtmlToTextOptions {
  /** Names of further elements, in lower case, whose content is left out, such as `nav`. */
  readonly omitted?: ReadonlySet<string>
}

/**
 * Turns HTML into the text that a reader sees: tags left out, entities decoded, a line per block, an empty line between paragraphs.
 * Mastodon shortens links by `span.invisible` and `span.ellipsis`: the whole address is kept, as its `textContent` is.
 * White space is folded as a browser does, but for `pre`.
 * Built on the tokenizer alone: the parser's stack of open elements takes quadratic time on deep markup. Linear, no recursion.
 *
 * @example htmlToText('<p>Less &amp; later.<br>Again?</p><p>Yes</p>') // => 'Less & later.\nAgain?\n\nYes'
 */
export function htmlToText(html: string, { omitted = new Set() }: HtmlToTextOptions = {}): string {
  const isSilent = (name: string): boolean => SILENT.has(name) || omitted.has(name)
  const pieces: string[] = []
  /** Line ends owed before the next text: 0, 1 or 2. */
  let owed = 0
  let isAtLineStart = true
  let isSpaceOwed = false
  let silentDepth = 0
  let preDepth = 0
  const write = (text: string): void => {
    if (owed > 0 && pieces.length > 0) pieces.push('\n'.repeat(owed))
    else if (isSpaceOwed && !isAtLineStart) pieces.push(' ')
    owed = 0
    isSpaceOwed = false
    isAtLineStart = false
    pieces.push(text)
  }
  const writeBreak = (): void => {
    pieces.push(owed > 0 && pieces.length > 0 ? '\n'.repeat(owed) : '', '\n')
    owed = 0
    isAtLineStart = true
    isSpaceOwed = false
  }
  const writeText = (text: string): void => {
    if (silentDepth > 0) return
    if (preDepth > 0) {
      write(text)
      return
    }
    // No-break spaces are content in HTML and are kept.
    for (const [index, word] of text.split(/[ \t\r\n\f]+/).entries()) {
      if (index > 0) isSpaceOwed = owed === 0 && !isAtLineStart
      if (word !== '') write(word)
    }
  }
  const meetTag = (name: string, change: 1 | -1): void => {
    if (name === 'body') silentDepth = 0
    if (isSilent(name)) silentDepth = Math.max(0, silentDepth + change)
    if (name === 'pre') preDepth = Math.max(0, preDepth + change)
    if (silentDepth > 0) return
    if (name === 'br') writeBreak()
    else if (BLOCKS.has(name)) {
      owed = Math.max(owed, PARAGRAPHS.has(name) ? 2 : 1)
      isSpaceOwed = false
    }
  }
  let openName = ''
  const ignore = (): void => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => meetTag((openName = html.slice(start, end).toLowerCase()), 1),
      onselfclosingtag: () => {
        if (isSilent(openName)) meetTag(openName, -1)
      },
      onclosetag: (start, end) => meetTag(html.slice(start, end).toLowerCase(), -1),
      ontext: (start, end) => writeText(html.slice(start, end)),
      ontextentity: (codePoint) => writeText(String.fromCodePoint(codePoint)),
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
      // Only SVG and MathML close themselves, and both are silent.
      isInForeignContext: () => openName === 'svg' || openName === 'math',
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return pieces
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '')
}

/**
 * Decodes the character references of a text without tags, as X writes its texts: `&lt;3` is `<3`. A reference without its semicolon is
 * left alone, since addresses hold such (`?a=1&copy=2`).
 *
 * @example decodeEntities('AT&amp;T &lt;3') // => 'AT&T <3'
 */
export function decodeEntities(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text
}
