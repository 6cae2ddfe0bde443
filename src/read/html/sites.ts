import { SITE_FILES } from '../sites/sites.js'
import type { SiteRecord } from './site-record.js'

/** Forms of saved pages of known sites. */
export const SITES = Object.values(SITE_FILES).flatMap(({ saved = [] }) => saved) as readonly SiteRecord[]
