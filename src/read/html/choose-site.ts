import type { Element } from 'domhandler'
import { SITE_FILES } from '../sites/sites.js'
import { hostOf } from './parse-fields.js'
import { matcherOf, type SiteRecord } from './parse-site-record.js'

export const SITES = Object.values(SITE_FILES).flatMap(
  ({ saved = [] }) => saved,
) as readonly SiteRecord[]

interface SiteChoice {
  /** Records that fit elements of the page, the one with most posts first. */
  readonly fitting: readonly { readonly record: SiteRecord; readonly isAtHome: boolean }[]
  /** Record that the address, or the form of the page without its posts, names. */
  readonly named: SiteRecord | null
}

/** Elements that the record of a site may name. A page may hold a hundred thousand others. */
const isMarked = ({ name, attribs }: Element): boolean =>
  Object.keys(attribs).length > 0 || /-|^(?:div|table|t[dr])$/.test(name)

/** Chooses among the records of known sites: by the page's host, else by what fits most posts. */
export function chooseSite(elements: readonly Element[], address: string | null): SiteChoice {
  const host = hostOf(address)
  const isAt = ({ hosts = [] }: SiteRecord): boolean =>
    hosts.some((name) => host === name || host.endsWith(`.${name}`))
  const marked = elements.filter(isMarked)
  const countOf = (records: readonly SiteRecord[]) =>
    records.flatMap((record) => {
      const count = marked.some(matcherOf(record.detect ?? record.post))
        ? marked.filter(matcherOf(record.post)).length
        : 0
      return count === 0 ? [] : { record, count, isAtHome: isAt(record) }
    })
  const atHome = countOf(SITES.filter(isAt))
  const fitting = atHome.length > 0 ? atHome : countOf(SITES.filter((record) => !isAt(record)))
  const opens = ({ detect, root }: SiteRecord): boolean =>
    detect !== undefined &&
    root !== undefined &&
    [detect, root.post].every((each) => marked.some(matcherOf(each)))
  return {
    fitting: fitting.toSorted((one, other) => other.count - one.count),
    named: SITES.find(isAt) ?? SITES.find(opens) ?? null,
  }
}
