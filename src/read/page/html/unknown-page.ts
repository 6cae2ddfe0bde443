import { Element } from 'domhandler'
import { PipelineError } from '../../../base/errors.js'
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

const classOf = ({ attribs }: Element): string =>
  (attribs['class'] ?? '')
    .split(/\s+/)
    .filter((each) => /^[a-z][\w-]{0,40}$/i.test(each) && !/\d{3}/.test(each))
    .slice(0, 2)
    .map((each) => `.${each}`)
    .join('')

/** Selector of an element that holds a time; null for others. */
function timeSelector({ name, attribs }: Element): string | null {
  if (name === 'time' || name === 'relative-time') return name
  return attribs['datetime'] !== undefined ? '[datetime]' : attribs['data-time'] !== undefined ? '[data-time]' : null
}

/** Finds the elements that recur most among those with a time, else with words; null for a page without. Linear time. */
function findRepeatedBlock(elements: readonly Element[]): RepeatedBlock | null {
  const places = new Map<Element, number>(elements.map((element, at) => [element, at]))
  const groups = new Map<
    string,
    { selector: string; members: Set<Element>; timed: Set<Element>; idCount: number; length: number; time: string | null }
  >()
  const groupOf = (element: Element) => {
    const selector = `${element.name}${classOf(element)}`
    if (selector === element.name && !['article', 'li', 'shreddit-comment'].includes(selector) && !selector.includes('-')) return null
    const group = groups.get(selector) ?? {
      selector,
      members: new Set<Element>(),
      timed: new Set<Element>(),
      idCount: 0,
      length: 0,
      time: null,
    }
    groups.set(selector, group)
    return group
  }
  for (const element of elements) {
    if (/^(?:html|head|body|#page|a|span|img|svg|path|i|b|br|button|input|script|style|meta|link|time)$/.test(element.name)) continue
    const group = groupOf(element)
    if (group === null) continue
    group.members.add(element)
    if (element.attribs['id'] !== undefined) group.idCount += 1
  }
  for (const element of elements) {
    const time = timeSelector(element)
    if (time === null) continue
    for (let above = element.parent; above instanceof Element && places.has(above); above = above.parent) {
      const group = groupOf(above)
      if (group?.members.has(above) !== true) continue
      group.timed.add(above)
      group.time ??= time
    }
  }
  const most = [...groups.values()].filter(({ members }) => members.size >= LEAST_COUNT)
  const scoreOf = ({ members, timed, idCount, selector }: (typeof most)[number]): number =>
    (2 * timed.size > members.size ? timed.size * 4 : 0) +
    (/comment|post|reply|message/i.test(selector) ? members.size * 2 : 0) +
    Math.min(idCount, members.size)
  const [best] = most.toSorted((one, other) => scoreOf(other) - scoreOf(one))
  if (best === undefined || scoreOf(best) === 0) return null
  const isTimed = 2 * best.timed.size > best.members.size
  return {
    selector: best.selector,
    count: best.members.size,
    hasId: 2 * best.idCount > best.members.size,
    time: isTimed ? best.time : null,
  }
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
