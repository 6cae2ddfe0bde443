import { PipelineError } from '../../base/errors.js'
import { hostOf } from './read-fields.js'
import type { SiteRecord } from './site-record.js'

const SAVE_AGAIN = 'Scroll down until the comments are there, open the replies, and save the page again'

/** Error for a page of a site without a record. */
export function refuseUnknownPage(address: string | null): PipelineError {
  const host = hostOf(address)
  const place = host === '' ? 'a page of an unknown site' : `a page of ${host}, which has no record here`
  const advice = 'Copy the comments as text, or give a record of the site: --site FILE (CONTRIBUTING.md shows one).'
  return new PipelineError('INGEST_LAYOUT_UNKNOWN', `expected a page of a known site, got ${place}. ${advice}`, {
    context: { kind: 'page', host },
  })
}

export function refuseBarePage({ name, post }: SiteRecord, isOwn: boolean): PipelineError {
  const message = isOwn
    ? `expected posts as the record ${name} lays them out, got no element that fits its post (${post}). Compare it with the page.`
    : `expected the comments of a page of ${name}, got a page in which none was loaded. ${SAVE_AGAIN}.`
  return new PipelineError(isOwn ? 'INGEST_LAYOUT_UNKNOWN' : 'INGEST_EMPTY', message, { context: { site: name } })
}
