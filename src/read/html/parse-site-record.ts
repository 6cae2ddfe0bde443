import { compile } from 'css-select'
import type { AnyNode, Element } from 'domhandler'
import * as v from 'valibot'
import {
  listOf,
  oneOf,
  parseShape,
  type ShapeFault,
  strictObjectOf,
  TEXT,
} from '../../base/json-shape.js'

const FAULT: ShapeFault = {
  code: 'LAYOUT_INVALID',
  advice: 'CONTRIBUTING.md shows a record of a site.',
}

/** True if what is made throws nothing: a pattern or a selector is right. */
export const works = (make: () => unknown): boolean => {
  try {
    make()
    return true
  } catch {
    return false
  }
}
const SELECTOR = v.pipe(
  TEXT,
  v.check((text) => works(() => compileSelector(text)), 'a CSS selector'),
)
const PATTERN = v.pipe(
  TEXT,
  v.check(
    (text) =>
      works(() => new RegExp(text, 'u')) && (text.includes('(?<') || /(?<!\\)\((?!\?)/.test(text)),
    'a regular expression with a group',
  ),
)
const IS_TRUE = v.optional(v.literal(true, 'true'))
const SELECTORS = v.optional(listOf(SELECTOR))

/**
 * Place of a fact in a post: an element, its attribute or words, and the part of them that counts.
 */
const FIELD = {
  // Selector within the post; absent for the element of the post itself.
  sel: v.optional(SELECTOR),
  // Attribute; absent for the words.
  at: v.optional(TEXT),
  // Regular expression whose group is the value.
  from: v.optional(PATTERN),
}
const FIELD_RULE = strictObjectOf(FIELD)

/**
 * One place, or several, the preferred first. Not `union`: its message would not say which part is
 * wrong.
 */
const rulesOf = <Shape extends v.GenericSchema>(shape: Shape) =>
  v.optional(v.lazy((value) => (Array.isArray(value) ? listOf(shape) : shape)))
const RULES = rulesOf(FIELD_RULE)

const TEXT_RULES = rulesOf(
  strictObjectOf({
    ...FIELD,
    // Elements that do not belong to the words of the post.
    drop: SELECTORS,
    // Takes the words of every element found, not of the first alone.
    all: IS_TRUE,
    // Line ends in the markup are line ends of the words, as the site's style has it.
    pre: IS_TRUE,
  }),
)
/**
 * `iso`: a time with zone. `epoch`, `ms`: seconds or milliseconds since 1970. `shown`: as people
 * read it.
 */
const TIME_RULES = rulesOf(strictObjectOf({ ...FIELD, kind: oneOf('iso', 'epoch', 'ms', 'shown') }))

const POST = {
  // Selector of the elements of posts.
  post: SELECTOR,
  id: RULES,
  author: RULES,
  time: TIME_RULES,
  text: TEXT_RULES,
  // Name of the account, where it differs from the author's.
  handle: RULES,
  // Address of the post: a place, or a text with `{id}`.
  url: v.optional(
    v.lazy((value) => {
      if (typeof value === 'string') return TEXT
      return Array.isArray(value) ? listOf(FIELD_RULE) : FIELD_RULE
    }),
  ),
}

const SITE = strictObjectOf({
  name: v.pipe(TEXT, v.regex(/^[a-z\d][a-z\d.-]{0,39}$/, 'a name of a-z, digits, dots and dashes')),
  hosts: v.optional(listOf(TEXT)),
  // Selector that matches on this site alone. Default: the selector of posts.
  detect: v.optional(SELECTOR),
  ...POST,
  // Way in which a post names its parent. `attr`, `link`: by id. `nest`: it lies inside the parent.
  // `depth`: by a number that grows with depth. `idPrefix`: its id opens with the parent's, up to
  // `cut`. `none`: not in the markup.
  parent: strictObjectOf({
    ...FIELD,
    kind: oneOf('attr', 'link', 'nest', 'depth', 'idPrefix', 'none'),
    cut: v.optional(TEXT),
  }),
  // A post includes the elements after its own, up to the next post, as in rows of a table.
  span: IS_TRUE,
  // A quoted post inside a post, and its id; `thread` is the attribute that names its thread.
  quote: v.optional(strictObjectOf({ ...FIELD, thread: v.optional(TEXT) })),
  // Elements to leave out with all they hold: adverts, signatures.
  skip: SELECTORS,
  // Selector of what ends the thread, below its first post: posts after it are suggestions of the
  // site.
  end: v.optional(SELECTOR),
  // The opening post, where its layout differs. Its rules default to those of the other posts.
  root: v.optional(strictObjectOf({ ...POST, title: RULES })),
  // Number of a post in its thread: only that with 1 opens it.
  number: RULES,
  // Number of this page of the thread: only the first holds the post that opens it.
  page: RULES,
  // Id of the thread; without `sel` from the address of the page.
  thread: RULES,
  // Number of replies that the page states.
  total: RULES,
  // Links to replies that are not on the page; a number in them counts.
  more: v.optional(SELECTOR),
  // Selector of deleted and moderated posts: the post itself or a part of it.
  gone: v.optional(SELECTOR),
})

export type FieldRule = Readonly<v.InferOutput<typeof FIELD_RULE>>
/** Layout of posts in the HTML of one site or program: selectors and patterns. */
export type SiteRecord = Readonly<v.InferOutput<typeof SITE>>

/** Checks a user's own record of a site. @throws {PipelineError} `LAYOUT_INVALID` */
export const parseSiteRecord = (value: unknown, where: string): SiteRecord =>
  parseShape(SITE, value, where, 'the record of a site', FAULT)

export type Matches = (element: Element) => boolean

const compileSelector = (selector: string): Matches => compile<AnyNode, Element>(selector)

const compiled = new Map<string, Matches>()

export function matcherOf(selector: string): Matches {
  const compiledSelector = compiled.get(selector) ?? compileSelector(selector)
  compiled.set(selector, compiledSelector)
  return compiledSelector
}

export function listed<Rule extends object>(
  rules: Rule | readonly Rule[] | undefined,
): readonly Rule[] {
  if (rules === undefined) return []
  return Array.isArray(rules) ? (rules as readonly Rule[]) : [rules as Rule]
}
