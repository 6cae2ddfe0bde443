import { Element, Text } from 'domhandler'
import { Tokenizer } from 'htmlparser2'

/** Parsed page: one element that holds all, and comments at the start of the text. */
export interface PageTree {
  readonly root: Element
  /** Comments before the first element with text, where programs that save pages leave notes. */
  readonly comments: readonly string[]
}

const DEPTH_LIMIT = 512
const COMMENT_LIMIT = 8
const COMMENT_LENGTH_LIMIT = 4000

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(','))
const VOID = setOf('area,base,basefont,br,col,embed,frame,hr,img,input,link,meta,param,source,track,wbr')
/** Elements whose start ends an open `p`. */
const ENDS_P = setOf(
  'address,article,aside,blockquote,center,details,dialog,dir,div,dl,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,main,menu,nav,ol,p,pre,section,summary,table,ul',
)
/** Elements whose start ends others: the ended ones, and the bounds of that end. */
const CELLS = setOf('table,template,html')
const BOXES = setOf('table,td,th,caption,button,template,html,object,body')
const IMPLIED: Readonly<Record<string, readonly [ended: ReadonlySet<string>, bounds: ReadonlySet<string>]>> = {
  li: [setOf('li'), setOf('ul,ol,menu,dir,table,td,th,article,section,template,html,blockquote')],
  dt: [setOf('dt,dd'), setOf('dl,table,td,th,template,html')],
  dd: [setOf('dt,dd'), setOf('dl,table,td,th,template,html')],
  option: [setOf('option'), setOf('select,datalist,template,html')],
  td: [setOf('td,th'), setOf('tr,table,template,html')],
  th: [setOf('td,th'), setOf('tr,table,template,html')],
  tr: [setOf('tr'), CELLS],
  tbody: [setOf('tbody,thead,tfoot'), CELLS],
  thead: [setOf('tbody,thead,tfoot'), CELLS],
  tfoot: [setOf('tbody,thead,tfoot'), CELLS],
  body: [setOf('head'), setOf('html')],
  html: [setOf('html'), setOf('')],
}
const END_P = [setOf('p'), BOXES] as const
/** Elements whose end tag closes open table cells too. */
const OUTER = setOf('table,td,th,tr,tbody,thead,tfoot,body,html')
/** Attributes that hold pictures and looks, without use for a reader of posts. */
const IS_HEAVY = /^(?:style|srcset|on[a-z]+|d|poster|sizes)$/

/**
 * Parses HTML to a tree. Faults of markup are mended roughly as in browsers. Scripts except JSON-LD, styles and
 * `data:` addresses are dropped. Shadow roots are read as content; other templates are left out. Linear time, no recursion.
 */
export function parseTree(html: string): PageTree {
  const root = new Element('#page', {})
  const stack: Element[] = [root]
  const comments: string[] = []
  /** Open elements beyond the depth limit. */
  let beyond = 0
  /** Open template or dropped element, and its depth. */
  let dropped: { readonly name: string; depth: number } | null = null
  let [name, attribute, foreignDepth] = ['', '', 0]
  let pieces: string[] = []
  let attributes: Record<string, string> = {}
  const top = (): Element => stack.at(-1) ?? root
  const append = (node: Element | Text): void => {
    const parent = top()
    const previous = parent.children.at(-1) ?? null
    node.parent = parent
    node.prev = previous
    if (previous !== null) previous.next = node
    parent.children.push(node)
  }
  const appendText = (text: string): void => {
    if (dropped !== null) return
    const last = top().children.at(-1)
    if (last instanceof Text) last.data += text
    else append(new Text(text))
  }
  /** Ends the nearest open element of some names, with those inside it, unless a bound stands between. */
  const end = (names: ReadonlySet<string>, bounds: ReadonlySet<string>): void => {
    for (let at = stack.length - 1; at > 0; at -= 1) {
      const open = stack[at]?.name ?? ''
      if (names.has(open)) stack.length = at
      else if (!bounds.has(open)) continue
      return
    }
  }
  const open = (isClosed: boolean): void => {
    if (dropped !== null) {
      if (dropped.name === name && !isClosed) dropped.depth += 1
      return
    }
    if (name === 'svg' || name === 'math') foreignDepth += isClosed ? 0 : 1
    if (name === 'template' && ('shadowmode' in attributes || 'shadowrootmode' in attributes)) name = 'shadow-root'
    const isData = name === 'script' && /ld\+json/i.test(attributes['type'] ?? '')
    if ((name === 'script' && !isData) || name === 'style' || name === 'template') {
      if (!isClosed || foreignDepth === 0) dropped = { name, depth: 1 }
      return
    }
    if (ENDS_P.has(name)) end(...END_P)
    const implied = Object.hasOwn(IMPLIED, name) ? IMPLIED[name] : undefined
    if (implied !== undefined) end(...implied)
    const element = new Element(name, attributes)
    append(element)
    if (isClosed || VOID.has(name)) return
    if (stack.length < DEPTH_LIMIT) stack.push(element)
    else beyond += 1
  }
  const close = (closed: string): void => {
    if (dropped !== null) {
      if (dropped.name === closed && (dropped.depth -= 1) === 0) dropped = null
      return
    }
    if (closed === 'svg' || closed === 'math') foreignDepth = Math.max(0, foreignDepth - 1)
    if (VOID.has(closed)) return void (closed === 'br' && append(new Element('br', {})))
    if (beyond > 0) beyond -= 1
    else end(new Set([closed === 'template' ? 'shadow-root' : closed]), OUTER.has(closed) ? CELLS_OF_NONE : CELL_BOUNDS)
  }
  const endTag = (isClosed: boolean): void => {
    open(isClosed)
    attributes = {}
  }
  const ignore = (): void => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, stop) => {
        name = html.slice(start, stop).toLowerCase()
        attributes = {}
      },
      onopentagend: () => endTag(false),
      onselfclosingtag: () => endTag(foreignDepth > 0),
      onclosetag: (start, stop) => close(html.slice(start, stop).toLowerCase()),
      onattribname: (start, stop) => {
        attribute = html.slice(start, stop).toLowerCase()
        pieces = []
      },
      onattribdata: (start, stop) => {
        if (IS_HEAVY.test(attribute) || (pieces.length === 0 && html.startsWith('data:', start))) return
        pieces.push(html.slice(start, stop))
      },
      onattribentity: (codePoint) => void pieces.push(String.fromCodePoint(codePoint)),
      onattribend: () => {
        if (!Object.hasOwn(attributes, attribute) && attribute !== '__proto__') attributes[attribute] = pieces.join('')
      },
      ontext: (start, stop) => appendText(html.slice(start, stop)),
      ontextentity: (codePoint) => appendText(String.fromCodePoint(codePoint)),
      oncomment: (start, stop) => {
        if (comments.length < COMMENT_LIMIT) comments.push(html.slice(start, Math.min(stop, start + COMMENT_LENGTH_LIMIT)))
      },
      oncdata: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
      isInForeignContext: () => foreignDepth > 0,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { root, comments }
}

const CELL_BOUNDS = setOf('td,th,table,html')
const CELLS_OF_NONE = setOf('')

/** Elements within another, itself included, in the order of the page. @param skips tells elements to leave out with all they hold */
export function* elementsOf(root: Element, skips: (element: Element) => boolean = () => false): Generator<Element> {
  const waiting = [root]
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (skips(element)) continue
    yield element
    for (let at = element.children.length - 1; at >= 0; at -= 1) {
      const child = element.children[at]
      if (child instanceof Element) waiting.push(child)
    }
  }
}
