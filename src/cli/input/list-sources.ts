import { formatSourceList } from '../../ingest/format-source-list.js'

/** What `--source list` prints; a file of its own, since it knows every form of input and most commands need none. */
export const listSources = formatSourceList
