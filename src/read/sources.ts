import { parseArticle } from './article/parse-article.js'
import { DISCOURSE, LEMMY } from './forum/parse-forum-json.js'
import { DISQUS, WORDPRESS } from './forum/parse-xml-exports.js'
import { readUnknownPage, UNKNOWN_PAGE } from './layout/infer-layout.js'
import { LAYOUT_SOURCES } from './layout/parse-layout.js'
import { readPaste } from './paste/parse-paste.js'
import { asResult } from './paste/paste-spans.js'
import { BLUESKY } from './platform/parse-bluesky.js'
import { HACKER_NEWS } from './platform/parse-hacker-news.js'
import { MASTODON } from './platform/parse-mastodon.js'
import { REDDIT } from './platform/parse-reddit.js'
import { DISCORD, MESSENGER, TELEGRAM } from './social/parse-chat-export.js'
import { YOUTUBE } from './social/parse-youtube.js'
import { ZEESCHUIMER } from './social/parse-zeeschuimer.js'
import type { ParseSource, SourceEntry } from './source-entry.js'
import { parseCsv } from './table/parse-csv.js'
import { parseJson, parseJsonl } from './table/parse-jsonl.js'
import { parseMarkdownTable, recogniseMarkdownTable } from './table/parse-markdown-table.js'
import { parseNestedJson, recogniseNestedJson } from './table/parse-nested-json.js'
import { TWARC_CSV } from './x/parse-twarc-csv.js'
import { X_API } from './x/parse-x-api.js'
import { X_V1 } from './x/parse-x-v1.js'
import { X_WEB } from './x/parse-x-web.js'
import { X_SHARES } from './x/x-shares.js'

const listOf = <const Id extends string>(sources: readonly SourceEntry<Id>[]): readonly SourceEntry<Id>[] => Object.freeze(sources)

/**
 * Every form that posts are read from, the most specific first: the order in which they are tried. A new one is a file of its own and a
 * line here.
 */
export const SOURCE_LIST = listOf([
  REDDIT,
  HACKER_NEWS,
  BLUESKY,
  MASTODON,
  X_WEB,
  X_API,
  TWARC_CSV,
  X_V1,
  X_SHARES,
  YOUTUBE,
  ZEESCHUIMER,
  DISCORD,
  TELEGRAM,
  MESSENGER,
  DISCOURSE,
  LEMMY,
  DISQUS,
  WORDPRESS,
  {
    id: 'markdown-table',
    description: 'a table in Markdown, as notes and wikis keep posts; columns as in a CSV',
    sign: 'a row of dashes between bars below a header that names columns that posts have',
    parse: parseMarkdownTable,
    recognise: recogniseMarkdownTable,
  },
  ...LAYOUT_SOURCES,
  {
    id: 'article',
    description: 'the text of a news article: the article is the root, statements of named speakers answer it',
    sign: 'most words stand in long paragraphs that name speakers of quotations',
    parse: parseArticle,
  },
  {
    id: 'nested-json',
    description: 'JSON with posts within posts (replies, children, comments …), or a list of posts within an object',
    sign: 'a record with a text holds records with texts, or an object without a text holds a list of them',
    parse: parseNestedJson,
    recognise: recogniseNestedJson,
  },
  {
    id: 'jsonl',
    description: 'one JSON object a line: posts, scored posts, or records with known or mapped names',
    sign: 'the name ends in .jsonl or .ndjson, or the first line is an object',
    parse: parseJsonl,
  },
  {
    id: 'json',
    description: 'one JSON array of such objects',
    sign: 'the text opens an array of objects',
    parse: parseJson,
  },
  {
    id: 'csv',
    description: 'a table with a header line, also with ; or |; columns are known by name or mapped by --columns',
    sign: 'the name ends in .csv, or the first line names columns that posts have',
    parse: parseCsv,
  },
  {
    id: 'tsv',
    description: 'the same with tabs',
    sign: 'the name ends in .tsv or .tab, or the header has tabs',
    parse: (text, options) => parseCsv(text, { ...options, delimiter: '\t' }),
  },
  {
    id: UNKNOWN_PAGE,
    description: 'a page in no known layout, as copied from a browser',
    sign: 'names, times and buttons that recur set the posts apart, and no other form of a page fits',
    parse: (text) => asResult(readUnknownPage(text)),
  },
  {
    id: 'paste',
    description: 'a thread of X as copied from the page, or posts as plain text with @mentions',
    sign: 'the text is none of the others',
    parse: (text) => asResult(readPaste(text)),
  },
])

/** Every form that posts are read from. */
export type SourceId = (typeof SOURCE_LIST)[number]['id']

export const SOURCES = Object.freeze(Object.fromEntries(SOURCE_LIST.map(({ id, parse }) => [id, parse]))) as Readonly<
  Record<SourceId, ParseSource>
>
