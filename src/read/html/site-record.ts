import { compile } from 'css-select'
import type { AnyNode, Element } from 'domhandler'
import * as v from 'valibot'
import { listOf, oneOf, parseShape, type ShapeFault, strictObjectOf, TEXT } from '../../base/json-shape.js'

/** Place of a fact in a post: an element, its attribute or words, and the part of them that counts. */
export interface FieldRule {
  /** Selector within the post; absent for the element of the post itself. */
  readonly sel?: string
  /** Attribute; absent for the words. */
  readonly at?: string
  /** Regular expression whose group is the value. */
  readonly from?: string
}

/** One place, or several, the preferred first. */
type Rules<Rule = FieldRule> = Rule | readonly Rule[]

interface TextRule extends FieldRule {
  /** Elements that are no words of the post. */
  readonly drop?: readonly string[]
  /** The words stand in every element found, not in the first alone. */
  readonly all?: true
  /** Line ends in the markup are line ends of the words, as the site's style has it. */
  readonly pre?: true
}

interface TimeRule extends FieldRule {
  /**
   * `iso`: a time with zone. `epoch`, `ms`: seconds or milliseconds since 1970. `shown`: as people read it. `pattern`: the same, by the
   * groups `year`, `month`, `day` and perhaps `hour` and `minute`.
   */
  readonly kind: 'iso' | 'epoch' | 'ms' | 'shown' | 'pattern'
}

/**
 * Way in which a post names its parent. `attr`, `link`: by id. `nest`: it lies inside the parent. `depth`: by a number that grows with
 * depth. `idPrefix`: its id opens with the parent's, up to `cut`. `none`: not in the markup.
 */
interface ParentRule extends FieldRule {
  readonly kind: 'attr' | 'link' | 'nest' | 'depth' | 'idPrefix' | 'none'
  readonly cut?: string
}

/** Places of the facts of posts that are laid out alike. */
interface PostRules {
  /** Selector of the elements of posts. */
  readonly post: string
  readonly id?: Rules
  readonly author?: Rules
  /** Name of the account, where it differs from the author's. */
  readonly handle?: Rules
  readonly time?: Rules<TimeRule>
  readonly text?: Rules<TextRule>
  /** Address of the post: a place, or a text with `{id}`. */
  readonly url?: string | Rules
}

/** Layout of posts in the HTML of one site or program: selectors and patterns. */
export interface SiteRecord extends PostRules {
  readonly name: string
  readonly hosts?: readonly string[]
  /** Selector of what this site alone has. Default: that of posts. */
  readonly detect?: string
  readonly parent: ParentRule
  /** A post includes the elements after its own, up to the next post, as in rows of a table. */
  readonly span?: true
  /** A quoted post inside a post, and its id; `thread` is the attribute that names its thread. */
  readonly quote?: FieldRule & { readonly thread?: string }
  /** Elements to leave out with all they hold: adverts, signatures. */
  readonly skip?: readonly string[]
  /** Selector of what ends the thread, below its first post: posts after it are suggestions of the site. */
  readonly end?: string
  /** The opening post, where its layout differs. Its rules default to those of the other posts. */
  readonly root?: PostRules & { readonly title?: Rules }
  /** Number of a post in its thread: only that with 1 opens it. */
  readonly number?: Rules
  /** Number of this page of the thread: only the first holds the post that opens it. */
  readonly page?: Rules
  /** Id of the thread; without `sel` from the address of the page. */
  readonly thread?: Rules
  /** Number of replies that the page states. */
  readonly total?: Rules
  /** Links to replies that are not on the page; a number in them counts. */
  readonly more?: string
  /** Selector of deleted and moderated posts: the post itself or a part of it. */
  readonly gone?: string
}

const FAULT: ShapeFault = { code: 'LAYOUT_INVALID', advice: 'CONTRIBUTING.md shows a record of a site.' }

const works = (make: () => unknown): boolean => {
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
    (text) => works(() => new RegExp(text, 'u')) && (text.includes('(?<') || /(?<!\\)\((?!\?)/.test(text)),
    'a regular expression with a group',
  ),
)
const FIELD = { sel: v.optional(SELECTOR), at: v.optional(TEXT), from: v.optional(PATTERN) }
const rulesOf = <Shape extends v.GenericSchema>(shape: Shape) =>
  // Not `union`: its message would not say which part is wrong.
  v.optional(v.lazy((given) => (Array.isArray(given) ? listOf(shape) : shape)))
const RULES = rulesOf(strictObjectOf(FIELD))
const POST = {
  ...{ id: RULES, author: RULES, handle: RULES },
  time: rulesOf(strictObjectOf({ ...FIELD, kind: oneOf('iso', 'epoch', 'ms', 'shown', 'pattern') })),
  text: rulesOf(
    strictObjectOf({
      ...FIELD,
      drop: v.optional(listOf(SELECTOR)),
      all: v.optional(v.literal(true, 'true')),
      pre: v.optional(v.literal(true, 'true')),
    }),
  ),
  url: v.optional(
    v.lazy((given) => (typeof given === 'string' ? TEXT : Array.isArray(given) ? listOf(strictObjectOf(FIELD)) : strictObjectOf(FIELD))),
  ),
}
const SITE = strictObjectOf({
  name: v.pipe(TEXT, v.regex(/^[a-z\d][a-z\d.-]{0,39}$/, 'a name of a-z, digits, dots and dashes')),
  hosts: v.optional(listOf(TEXT)),
  detect: v.optional(SELECTOR),
  post: SELECTOR,
  ...POST,
  parent: strictObjectOf({ ...FIELD, kind: oneOf('attr', 'link', 'nest', 'depth', 'idPrefix', 'none'), cut: v.optional(TEXT) }),
  span: v.optional(v.literal(true, 'true')),
  quote: v.optional(strictObjectOf({ ...FIELD, thread: v.optional(TEXT) })),
  ...{ skip: v.optional(listOf(SELECTOR)), end: v.optional(SELECTOR) },
  root: v.optional(strictObjectOf({ post: SELECTOR, ...POST, title: RULES })),
  ...{ number: RULES, page: RULES, thread: RULES, total: RULES },
  more: v.optional(SELECTOR),
  gone: v.optional(SELECTOR),
})

/**
 * Checks a record of a site, such as a user's own.
 *
 * @param where name of its file, for the message
 * @throws {PipelineError} `LAYOUT_INVALID`
 */
export const parseSiteRecord = (value: unknown, where: string): SiteRecord =>
  parseShape(SITE, value, where, 'the record of a site', FAULT) as SiteRecord

export type Matches = (element: Element) => boolean

const compileSelector = (selector: string): Matches => compile<AnyNode, Element>(selector)

const compiled = new Map<string, Matches>()

export function matcherOf(selector: string): Matches {
  const found = compiled.get(selector) ?? compileSelector(selector)
  compiled.set(selector, found)
  return found
}

/** Rules as a list, the preferred first. */
export const listed = <Rule extends object>(rules: Rule | readonly Rule[] | undefined): readonly Rule[] =>
  rules === undefined ? [] : Array.isArray(rules) ? (rules as readonly Rule[]) : [rules as Rule]
