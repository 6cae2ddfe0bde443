import * as v from 'valibot'
import {
  COUNT,
  isRecord,
  misfitError,
  oneOf,
  parseJson,
  parseShape,
  type ShapeFault,
  strictObjectOf,
  TEXT,
} from '../../base/json-shape.js'
import { type Layout, type LayoutRecord, layoutOf } from '../../read/copied/layout.js'
import { BYLINE_GROUPS, LINE_GROUPS } from '../../read/copied/layout-bylines.js'
import { KINDS, over, WORDED_KINDS } from '../../read/copied/lines/kinds.js'
import { parseSiteRecord, type SiteRecord, works } from '../../read/html/parse-site-record.js'
import { nameOf, type ReadInputOptions, readInput } from './file/read-source.js'

const FAULT: ShapeFault = {
  code: 'LAYOUT_INVALID',
  advice: 'CONTRIBUTING.md shows a record of a site, copied and saved.',
}

/** Groups of a regular expression that no reader knows: `(?<nme>short)`. */
const strangeGroups = (pattern: string, known: readonly string[]): string[] =>
  [...pattern.matchAll(/\(\?<(\w+)>/g)].flatMap(([, group = '']) =>
    known.includes(group) ? [] : group,
  )
const knowsGroups = (known: readonly string[]) =>
  v.check(
    (pattern: string) => strangeGroups(pattern, known).length === 0,
    `a pattern with no group beside ${known.join(', ')}`,
  )
const expressionWith = (groups: readonly string[]) =>
  v.optional(
    v.pipe(
      TEXT,
      v.check((source) => works(() => new RegExp(source, 'u')), 'a regular expression'),
      knowsGroups(groups),
    ),
  )
const LINE = expressionWith(LINE_GROUPS)
/** Words of a line: an answered account is their only group. */
const WORDS = expressionWith(['to'])
const BYLINE = v.pipe(
  TEXT,
  v.check((source) => works(() => over(source)), `a regular expression over ${KINDS.join(', ')}`),
  knowsGroups(BYLINE_GROUPS),
)

/** A record of a layout in JSON: the fields of `Layout`, regular expressions as texts. */
const LAYOUT = strictObjectOf({
  id: v.pipe(
    TEXT,
    v.regex(/^[a-z\d-]{1,40}-paste$/, 'a name of a-z, digits and dashes that ends in -paste'),
  ),
  name: TEXT,
  byline: BYLINE,
  root: v.optional(BYLINE),
  line: LINE,
  opens: LINE,
  words: v.optional(
    strictObjectOf(Object.fromEntries(WORDED_KINDS.map((kind) => [kind, WORDS]))),
    {},
  ),
  head: v.optional(oneOf('post', 'page', 'none')),
  ends: v.optional(BYLINE),
  depth: v.optional(oneOf('indents', 'levels', 'children')),
  gone: WORDS,
  countLimit: v.optional(COUNT),
  chips: v.optional(
    strictObjectOf({ isCertain: v.boolean('true or false'), hasAt: v.boolean('true or false') }),
  ),
})

/**
 * Reads a user's own record of a site: the layout of its copied pages, which has a byline, or the
 * selectors of its saved ones.
 */
export async function readSiteFile(
  path: string,
  options: ReadInputOptions = {},
): Promise<{ layout?: Layout; site?: SiteRecord }> {
  const text = await readInput(path, options)
  const where = nameOf(path)
  const value = parseJson(text, () => {
    throw misfitError('a record of a site in JSON', text.trim().slice(0, 40), where, FAULT)
  })
  if (!isRecord(value) || !Object.hasOwn(value, 'byline'))
    return { site: parseSiteRecord(value, where) }
  return { layout: layoutOf(parseShape(LAYOUT, value, where, 'the layout', FAULT) as LayoutRecord) }
}
