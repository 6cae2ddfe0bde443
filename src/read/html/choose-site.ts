import type { Element } from 'domhandler'
import { SITE_FILES } from '../sites/sites.js'
import { hostOf } from './parse-fields.js'
import { matcherOf, type SiteRecord } from './parse-site-record.js'

export const SITES = Object.values(SITE_FILES).flatMap(({ saved = [], hosts }) =>
  saved.map((record) => ({ hosts, ...record }) as object as SiteRecord),
)

/** True for a site at a host or above it: "reddit.com" for "old.reddit.com". */
export const isAt =
  (host: string) =>
  ({ hosts = [] }: { readonly hosts?: readonly string[] | undefined }): boolean =>
    hosts.some((name) => host === name || host.endsWith(`.${name}`))

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
  const isHome = isAt(hostOf(address))
  const marked = elements.filter(isMarked)
  const countOf = (records: readonly SiteRecord[]) =>
    records.flatMap((record) => {
      const count = marked.some(matcherOf(record.detect ?? record.post))
        ? marked.filter(matcherOf(record.post)).length
        : 0
      return count === 0 ? [] : { record, count, isAtHome: isHome(record) }
    })
  const atHome = countOf(SITES.filter(isHome))
  const fitting = atHome.length > 0 ? atHome : countOf(SITES.filter((record) => !isHome(record)))
  const opens = ({ detect, root }: SiteRecord): boolean =>
    detect !== undefined &&
    root !== undefined &&
    [detect, root.post].every((each) => marked.some(matcherOf(each)))
  return {
    fitting: fitting.toSorted((one, other) => other.count - one.count),
    named: SITES.find(isHome) ?? SITES.find(opens) ?? null,
  }
}
