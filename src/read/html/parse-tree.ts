import { type ChildNode, Comment, Element, type ParentNode, Text } from 'domhandler'
import { type ParserOptions, parse, parseFragment } from 'parse5'
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter'

/**
 * Elements deeper than this are put beside their parents: selectors climb from each element to the
 * top.
 */
const DEPTH_LIMIT = 512
const COMMENT_LIMIT = 8
const COMMENT_LENGTH_LIMIT = 4000
/** Attributes that hold pictures and looks, without use for a reader of posts. */
const IS_HEAVY = /^(?:style|srcset|on[a-z]+|d|poster|sizes)$/

/** A page, in difference to a part of one as the clipboard holds it. */
const DOCUMENT = /<(?:html|head|body|!doctype)[\s>]/i
/** Rows and cells of a table without the table, which the rules for pages would drop. */
const BARE_ROWS = /^.{0,2000}?<!--StartFragment-->\s{0,20}(?=<t(?:r|d|h|body|head)[\s>])/is
/** Between pages in one text. Parsed as one, later pages would lose their bounds. */
const NEXT_PAGE = /(?<=<\/html>\s{0,20})(?=<!doctype html|<html[\s>])/i
const FORMATTING = /<\/?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:\s[^<>]*)?>/gi

/**
 * Parses HTML to a tree as browsers do. Scripts except JSON-LD, styles and `data:` addresses are
 * dropped. Shadow roots are read as content; other templates are left out. Linear time, no
 * recursion.
 *
 * @returns one element that holds all, and the first comments, where programs that save pages leave
 *   notes
 */
export function parseTree(html: string): {
  readonly root: Element
  readonly comments: readonly string[]
} {
  const top = { children: html.replace(BARE_ROWS, '').split(NEXT_PAGE).flatMap(parsePage) }
  const root = new Element('#page', {})
  const comments: string[] = []
  const waiting: {
    readonly element: Element
    readonly from: Pick<ParentNode, 'children'>
    readonly depth: number
  }[] = [{ element: root, from: top, depth: 1 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { element, from, depth } = next
    const children: (Element | Text)[] = []
    const left = from.children.toReversed()
    for (let child = left.pop(); child !== undefined; child = left.pop()) {
      if (child instanceof Text) children.push(child)
      keepComment(child, comments)
      if (!(child instanceof Element)) continue
      const content = contentOf(child)
      if (content === null) continue
      children.push(child)
      if (depth < DEPTH_LIMIT) waiting.push({ element: child, from: content, depth: depth + 1 })
      else {
        for (const one of content.children.toReversed()) left.push(one)
        child.children = []
      }
    }
    setChildren(element, children)
  }
  return { root, comments }
}

function keepComment(child: ChildNode, comments: string[]): void {
  if (child instanceof Comment && comments.length < COMMENT_LIMIT)
    comments.push(child.data.slice(0, COMMENT_LENGTH_LIMIT))
}

function setChildren(element: Element, children: (Element | Text)[]): void {
  element.children = children
  for (const [at, child] of children.entries()) {
    child.parent = element
    child.prev = children[at - 1] ?? null
    child.next = children[at + 1] ?? null
  }
}

const parsePage = (html: string): ChildNode[] =>
  parseWithin(html) ?? parseWithin(html.replace(FORMATTING, '')) ?? []

/**
 * Null where unclosed formatting multiplies: each paragraph would open all formats above it again.
 */
function parseWithin(html: string): ChildNode[] | null {
  let count = 0
  const createElement: typeof adapter.createElement = (...elementArguments) => {
    count += 1
    if (count > html.length) throw new RangeError('more elements than characters')
    return adapter.createElement(...elementArguments)
  }
  const options: ParserOptions<Htmlparser2TreeAdapterMap> = {
    scriptingEnabled: false,
    treeAdapter: { ...adapter, createElement },
  }
  try {
    return (DOCUMENT.test(html) ? parse(html, options) : parseFragment(html, options)).children
  } catch (fault) {
    if (fault instanceof RangeError) return null
    throw fault
  }
}

/**
 * Content of an element without its heavy attributes; null for an element dropped with its content.
 */
function contentOf(element: Element): ParentNode | null {
  const { name, attribs } = element
  if (name === 'style' || (name === 'script' && !/ld\+json/i.test(attribs['type'] ?? '')))
    return null
  for (const [key, value] of Object.entries(attribs)) {
    if (IS_HEAVY.test(key)) delete attribs[key]
    else if (value.startsWith('data:')) attribs[key] = ''
  }
  if (name !== 'template') return element
  if (!('shadowmode' in attribs || 'shadowrootmode' in attribs)) return null
  element.name = 'shadow-root'
  const [content] = element.children
  return content !== undefined && 'children' in content ? content : null
}

/**
 * Elements within another, itself included, in the order of the page.
 *
 * @param skips tells elements to leave out with all they hold
 */
export function* elementsOf(
  root: Element,
  skips: (element: Element) => boolean = () => false,
): Generator<Element> {
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
