import type { Element } from 'domhandler'
import { foldSpace } from '../../base/text/fold-text.js'
import { parseDate } from '../record/parse-date.js'
import { lineOf } from './element-text.js'
import { type FieldRule, listed, matcherOf, type SiteRecord } from './parse-site-record.js'

const VALUE_LENGTH_LIMIT = 2000
const TIME_LENGTH_LIMIT = 80

const patterns = new Map<string, RegExp>()
export function patternOf(source: string): RegExp {
  const pattern = patterns.get(source) ?? new RegExp(source, 'u')
  patterns.set(source, pattern)
  return pattern
}

/** Values under a rule, in the order of the elements; blank ones are left out. */
function* valuesUnder(
  elements: readonly Element[],
  { sel, at, from }: FieldRule,
): Generator<{ value: string; element: Element }> {
  const matches = sel === undefined ? null : matcherOf(sel)
  for (const element of matches === null ? elements.slice(0, 1) : elements) {
    if (matches !== null && !matches(element)) continue
    const whole =
      at === undefined
        ? lineOf(element)
        : foldSpace((element.attribs[at] ?? '').slice(0, VALUE_LENGTH_LIMIT))
    const value = (from === undefined ? whole : (patternOf(from).exec(whole)?.[1] ?? '')).trim()
    if (value !== '') yield { value, element }
  }
}

export function parseField(
  elements: readonly Element[],
  rules: FieldRule | readonly FieldRule[] | undefined,
): string | null {
  for (const rule of listed(rules))
    for (const { value } of valuesUnder(elements, rule)) return value
  return null
}

const INSTANT = /^\d{4}-\d\d-\d\dT?\s?\d\d:\d\d.*(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$/

/** Forms of exact times, by the kind that a record of a site names. */
const EXACT: Readonly<Record<string, RegExp>> = {
  iso: INSTANT,
  epoch: /^\d{9,10}$/,
  ms: /^\d{12,13}$/,
}

/** Instant in UTC where the markup gives a time with its zone; else the time as shown. */
export function parseTime(
  elements: readonly Element[],
  rules: SiteRecord['time'],
): { readonly createdAt: string | null; readonly shown: string | null } {
  let shown: string | null = null
  for (const rule of listed(rules)) {
    for (const { value, element } of valuesUnder(elements, rule)) {
      const { kind } = rule
      const createdAt = EXACT[kind ?? '']?.test(value) ? parseDate(value) : null
      if (createdAt !== null) return { createdAt, shown: null }
      // An attribute without a valid time falls back to the words of the element.
      const isShown = kind === 'shown' || (kind === 'iso' && /^\d{4}-\d/.test(value))
      const words = isShown ? value : lineOf(element)
      if (words !== '' && words.length <= TIME_LENGTH_LIMIT) shown ??= words
    }
  }
  return { createdAt: null, shown }
}

/** Host of an address without "www."; empty without an address. */
export const hostOf = (address: string | null): string =>
  address === null ? '' : new URL(address).hostname.replace(/^www\./, '')

export function webAddress(link: string | null, base: string | null): string | null {
  if (link === null || !URL.canParse(link, base ?? undefined)) return null
  const { protocol, href } = new URL(link, base ?? undefined)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
