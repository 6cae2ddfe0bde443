import type { Element } from 'domhandler'
import { PipelineError } from '../../../base/errors.js'
import { groupBy } from '../../../base/statistics/group-by.js'
import { hostOf } from './read-fields.js'
import type { SiteRecord } from './site-record.js'

const LEAST_COUNT = 3

/** Elements of one kind that recur on a page, as posts do. */
interface RepeatedBlock {
  /** Selector of the elements: name and first classes. */
  readonly selector: string
  readonly count: number
  readonly hasId: boolean
  /** Selector of a time in most of them; null without one. */
  readonly time: string | null
}

const NO_BLOCK = /^(?:html|head|body|#page|a|span|img|svg|path|i|b|br|button|input|script|style|meta|link|time)$/

/** Selector of an element that may hold a post; null for others. */
function selectorOf({ name, attribs }: Element): string | null {
  const classes = (attribs['class'] ?? '').split(/\s+/).filter((each) => /^[a-z][\w-]{0,40}$/i.test(each) && !/\d{3}/.test(each))
  const mayBeBare = /^(?:article|li)$|-/.test(name)
  return NO_BLOCK.test(name) || (classes.length === 0 && !mayBeBare) ? null : [name, ...classes.slice(0, 2)].join('.')
}

/** Selector of an element that holds a time; null for others. */
function timeSelector({ name, attribs }: Element): string | null {
  if (name === 'time' || name === 'relative-time') return name
  return attribs['datetime'] !== undefined ? '[datetime]' : attribs['data-time'] !== undefined ? '[data-time]' : null
}

/** Finds the elements that recur most among those with a time, else with words; null for a page without. Linear time. */
function findRepeatedBlock(elements: readonly Element[]): RepeatedBlock | null {
  const timeIn = new Map<unknown, string>()
  for (const element of elements) {
    const time = timeSelector(element)
    for (let above = element.parent; time !== null && above !== null && !timeIn.has(above); above = above.parent) timeIn.set(above, time)
  }
  const blocks = [...groupBy(elements, selectorOf)].flatMap(([selector, members]) => {
    const count = members.length
    if (selector === null || count < LEAST_COUNT) return []
    const times = members.flatMap((member) => timeIn.get(member) ?? [])
    const idCount = members.filter(({ attribs }) => attribs['id'] !== undefined).length
    const [time = null] = 2 * times.length > count ? times : []
    const score = (time === null ? 0 : times.length * 4) + (/comment|post|reply|message/i.test(selector) ? count * 2 : 0) + idCount
    return score === 0 ? [] : { score, block: { selector, count, hasId: 2 * idCount > count, time } }
  })
  return blocks.toSorted((one, other) => other.score - one.score)[0]?.block ?? null
}

function starterRecord({ selector, hasId, time }: RepeatedBlock, host: string): string {
  const record = {
    name: host.replace(/[^a-z\d.-]/g, '') || 'my-site',
    post: selector,
    ...(hasId && { id: { at: 'id' } }),
    author: { sel: '.author' },
    time:
      time === null
        ? { sel: '.date', kind: 'shown' }
        : { sel: time, at: time === '[data-time]' ? 'data-time' : 'datetime', kind: time === '[data-time]' ? 'epoch' : 'iso' },
    text: { sel: '.text' },
    parent: { kind: 'nest' },
  }
  return JSON.stringify(record)
}

const SAVE_AGAIN = 'Scroll down until the comments are there, open the replies, and save the page again'

/** Error for a page of a site without a record, with the repeated block to begin one with. */
export function refuseUnknownPage(elements: readonly Element[], address: string | null): PipelineError {
  const host = hostOf(address)
  const block = findRepeatedBlock(elements)
  const place = host === '' ? 'a page of an unknown site' : `a page of ${host}, which has no record here`
  const seen =
    block === null
      ? 'nothing in it recurs as comments do'
      : `${block.count} of \`${block.selector}${block.hasId ? '[id]' : ''}\`${block.time === null ? '' : ` with a \`${block.time}\``}`
  const advice =
    block === null
      ? `${SAVE_AGAIN}, or copy the comments as text.`
      : `A record of its own reads it; to begin with: ${starterRecord(block, host)}`
  return new PipelineError('INGEST_LAYOUT_UNKNOWN', `expected a page of a known site, got ${place}: ${seen}. ${advice}`, {
    context: { kind: block === null ? 'bare page' : 'page', seen, host, block },
  })
}

export function refuseBarePage({ name, post }: SiteRecord, isOwn: boolean): PipelineError {
  const message = isOwn
    ? `expected posts as the record ${name} lays them out, got no element that fits its post (${post}). Compare it with the page.`
    : `expected the comments of a page of ${name}, got a page in which none was loaded. ${SAVE_AGAIN}.`
  return new PipelineError(isOwn ? 'INGEST_LAYOUT_UNKNOWN' : 'INGEST_EMPTY', message, { context: { site: name } })
}
