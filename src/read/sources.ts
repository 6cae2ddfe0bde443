import { parseArticle } from './copied/article/parse-article.js'
import { LAYOUTS, type LayoutId } from './copied/layout.js'
import { MAIL, parseMail } from './copied/mail/parse-mail.js'
import { parsePaste } from './copied/plain/parse-mentions.js'
import { parseUnknownPage } from './copied/tags/parse-unknown-page.js'
import { UNKNOWN_PAGE } from './copied/tags/unknown-layout.js'
import { BLUESKY } from './export/parse-bluesky.js'
import { DISCORD, TELEGRAM } from './export/parse-chat-export.js'
import { DISCOURSE } from './export/parse-discourse.js'
import { HACKER_NEWS } from './export/parse-hacker-news.js'
import { MASTODON } from './export/parse-mastodon.js'
import { REDDIT } from './export/parse-reddit.js'
import { X_API } from './export/parse-x-api.js'
import { X_V1 } from './export/parse-x-v1.js'
import { X_WEB } from './export/parse-x-web.js'
import { DISQUS, WORDPRESS } from './export/parse-xml-exports.js'
import { YOUTUBE } from './export/parse-youtube.js'
import { ZEESCHUIMER } from './export/parse-zeeschuimer.js'
import { X_SHARES } from './export/x-shares.js'
import { parseHtml } from './html/parse-html.js'
import { isPage } from './html/unwrap-page.js'
import { parseLayout } from './parse-layout.js'
import { parseCsv } from './table/parse-csv.js'
import { parseJson, parseJsonl } from './table/parse-jsonl.js'
import { parseMarkdownTable, recogniseMarkdownTable } from './table/parse-markdown-table.js'
import type { ParseSource, SourceEntry } from './table/parse-records.js'

const listOf = <const Id extends string>(
  sources: readonly SourceEntry<Id>[],
): readonly SourceEntry<Id>[] => Object.freeze(sources)

/** One source per layout, with all its forms. */
const LAYOUT_SOURCES = [
  ...new Map(LAYOUTS.toReversed().map((layout) => [layout.id, layout])).values(),
]
  .reverse()
  .map(
    ({ id, name }): SourceEntry<LayoutId> => ({
      id,
      description: `${name}, as copied from the page`,
      parse: (text) => parseLayout(text, id),
    }),
  )

/**
 * Every form of posts, the most specific first, in the order tried. A new form is a file and a line
 * here.
 */
export const SOURCE_LIST = listOf([
  {
    id: 'html',
    description:
      'a page (saved as HTML, SingleFile or MHTML), or a part of one as the clipboard holds it',
    parse: parseHtml,
    recognise: ({ text }) => (isPage(text) ? 'the text is a page in HTML' : null),
  },
  REDDIT,
  HACKER_NEWS,
  BLUESKY,
  MASTODON,
  X_WEB,
  X_API,
  X_V1,
  X_SHARES,
  YOUTUBE,
  ZEESCHUIMER,
  DISCORD,
  TELEGRAM,
  DISCOURSE,
  DISQUS,
  WORDPRESS,
  {
    id: 'markdown-table',
    description: 'a table in Markdown, as notes and wikis keep posts; columns as in a CSV',
    parse: parseMarkdownTable,
    recognise: recogniseMarkdownTable,
  },
  {
    id: MAIL,
    description:
      'mails as text: an archive of a list, a mailbox, or one mail above those it quotes',
    parse: (text) => parseMail(text),
  },
  ...LAYOUT_SOURCES,
  {
    id: 'jsonl',
    description:
      'one JSON object a line: posts, scored posts, or records with known or mapped names',
    parse: parseJsonl,
  },
  {
    id: 'json',
    description:
      'one JSON document with such records: an array, or lists within objects; records within a record answer it',
    parse: parseJson,
  },
  {
    id: 'csv',
    description:
      'a table with a header line, also with ; or |; columns are known by name or mapped by --columns',
    parse: parseCsv,
  },
  {
    id: 'tsv',
    description: 'a table with tabs between cells',
    parse: (text, options) => parseCsv(text, { ...options, delimiter: '\t' }),
  },
  {
    id: 'article',
    description:
      'the text of a news article: the article is the root, statements of named speakers answer it',
    parse: parseArticle,
  },
  {
    id: UNKNOWN_PAGE,
    description: 'a page in no known layout, as copied from a browser',
    parse: (text) => parseUnknownPage(text),
  },
  {
    id: 'paste',
    description: 'plain text: posts with @mentions, or a thread of X as copied from the page',
    parse: (text) => parsePaste(text),
  },
])

export type SourceId = (typeof SOURCE_LIST)[number]['id']

export const SOURCES = Object.freeze(
  Object.fromEntries(SOURCE_LIST.map(({ id, parse }) => [id, parse])),
) as Readonly<Record<SourceId, ParseSource>>
