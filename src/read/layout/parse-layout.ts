import { formatCount } from '../../base/text/format-count.js'
import type { PageAnswer } from '../page/nest-replies.js'
import { depthsOfIndents, readPageCount } from '../page/page-line.js'
import { buildPagePosts, type LineRange, type PageComment } from '../page/page-thread.js'
import { asSource, type PasteResult } from '../paste/paste-spans.js'
import { HIDDEN_NAMES, hideNames } from '../record/hide-names.js'
import type { SourceEntry } from '../source-entry.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { chooseLayout, chooseVariant } from './choose-layout.js'
import type { Layout } from './layout.js'
import { LAYOUTS } from './layouts.js'
import { findAnswers } from './page-parents.js'
import type { SplitPage, SplitPost } from './split-page.js'
import { findNestedAnswers, readLikes } from './video-page.js'

/**
 * Reads a page or chat that was copied as text, by a layout of `LAYOUTS`. Never throws, and every word is in a post, a header, a byline or
 * a line of furniture (see `PasteResult.spans`). Linear in the text.
 *
 * A parent that the page does not tell is the post that it is about (`meta.isParentInferred`), or none where that is not a post. Messages
 * of a chat answer nothing, and pseudonyms stand for their authors unless `names` is `keep`.
 */
export function readLayout(text: string, id: string, options: Pick<ParseRecordsOptions, 'threadId' | 'names'> = {}): PasteResult {
  return readSplit(text, chooseVariant(text, id), options)
}

/** Makes posts of a page taken apart by its layout. */
export function readSplit(
  text: string,
  { layout, page }: ReturnType<typeof chooseVariant>,
  options: Pick<ParseRecordsOptions, 'threadId' | 'names'> = {},
): PasteResult {
  const posts = page.root === null ? page.comments : [page.root, ...page.comments]
  const texts = posts.map(({ parts }) => textOf(text, page, parts[0]))
  const { lines, video } = page
  const isTold = video === null || posts.some(({ to }) => to !== null)
  const answers = isTold ? findAnswers(posts, texts, page.root !== null, layout) : findNestedAnswers(posts, texts, lines)
  const depths = layout.isIndented === true ? depthsOfIndents(posts.map(({ byline }) => lines[byline.from]?.indent ?? 0)) : null
  const isHidden = layout.isMessages === true && options.names !== 'keep'
  const nameOf = isHidden ? hideNames(text) : (name: string) => name
  const answerOf = (answer: PageAnswer | undefined): PageAnswer | undefined =>
    answer?.missing === undefined ? answer : { ...answer, missing: `@${nameOf(answer.missing)}` }
  let last: string | null = null
  const adverts = layout.isMessages === true ? [] : findAdverts(page)
  const replies = page.root === null ? null : readReplyCount(page, page.root, layout)
  const pieces = posts.map((post, index): PageComment => {
    const { byline, parts, name, handle, timeText } = post
    last = handle ?? name ?? last
    return {
      byline,
      parts,
      author: last === null ? null : nameOf(last),
      authorName: handle === null || name === null ? null : nameOf(name),
      timeText,
      likes: video === null ? null : readLikes(post, lines),
      replies: index === 0 ? replies : null,
      node: null,
      depth: depths?.[index] ?? null,
      answer: depths === null ? answerOf(answers[index]) : undefined,
    }
  })
  return buildPagePosts(
    text,
    lines,
    {
      source: layout.id,
      layout: layout.name,
      root: video?.root ?? (page.root === null ? null : (pieces[0] ?? null)),
      headers: video?.root ? video.headers : headersOf(page),
      comments: page.root === null ? pieces : pieces.slice(1),
      isStream: layout.head === 'none',
      ambiguities: [],
      facts: {
        ...(adverts.length > 0 && { advertCount: adverts.length }),
        ...(video !== null && video.reportedCount !== null && { reportedCount: video.reportedCount }),
      },
      notes: [
        ...(isHidden ? [HIDDEN_NAMES] : []),
        ...describeAdverts(adverts),
        ...(layout.rootCounts !== undefined && page.root !== null && replies === null
          ? ['the page does not tell how many replies the opening post has: how many are missing is not known']
          : []),
      ],
    },
    options,
  )
}

const textOf = (text: string, { lines }: SplitPage, part: LineRange | undefined): string =>
  part === undefined ? '' : text.slice(lines[part.from]?.start, lines[part.to - 1]?.end)

/** "Read 61 replies" */
const COUNTED_REPLIES = /^(?:read |view |show )?(?:all )?(\d[\d,.]*[km]?) repl(?:y|ies)$/i

/** How many replies the page counts below its opening post: in words, or first of as many counts as none of which is left out. Null where it does not tell. */
function readReplyCount({ lines, letters }: SplitPage, { below }: SplitPost, { rootCounts }: Layout): number | null {
  if (rootCounts === undefined) return null
  const said = lines.slice(below.from, below.to).flatMap(({ words }) => COUNTED_REPLIES.exec(words)?.[1] ?? [])
  if (said.length === 1) return readPageCount(said[0])
  const run = new RegExp(`(?<!c)c{${rootCounts}}(?!c)`).exec(letters.slice(below.from, below.to))
  return run === null ? null : readPageCount(lines[below.from + run.index]?.words)
}

/** More advertisers are not named. */
const NAMED_ADVERT_LIMIT = 10

/** An account with the mark of an advert below or above it, and no time as posts have. */
const ADVERT = /[Nn]ha|a(?:[Nn]h(?!f?t)|y)/g

/** The accounts of the adverts that stand between the posts. */
function findAdverts({ lines, letters, headEnd }: SplitPage): string[] {
  return [...letters.matchAll(ADVERT)].flatMap(({ index, 0: [...read] }) => {
    const words = read.flatMap((letter, at) => (letter === 'a' ? [] : (lines[index + at]?.words ?? [])))
    return index >= headEnd && words.join(' ').split(' ').at(-1)?.startsWith('@') ? words.join(' ') : []
  })
}

/** How many adverts of accounts were left out, and whose they are. */
function describeAdverts(found: readonly string[]): string[] {
  if (found.length === 0) return []
  const names = [...new Set(found)]
  const more = names.length > NAMED_ADVERT_LIMIT ? ` and ${names.length - NAMED_ADVERT_LIMIT} more` : ''
  return [`${formatCount(found.length, 'advert')} left out of the posts: ${names.slice(0, NAMED_ADVERT_LIMIT).join(', ')}${more}`]
}

/** A line above the posts with so many words is a title or the words of an article; shorter ones are menus. */
const HEADER_WORD_COUNT = 4

/** Titles and words above the posts. */
export function headersOf({ lines, letters, headEnd }: Pick<SplitPage, 'lines' | 'letters' | 'headEnd'>): LineRange[] {
  const headers: LineRange[] = []
  for (let at = 0; at < headEnd; at += 1) {
    const { words = '' } = lines[at] ?? {}
    if (/[Nnx]/.test(letters[at] ?? '') && (words === '' || words.split(' ').length >= HEADER_WORD_COUNT))
      headers.push({ from: at, to: at + 1 })
  }
  return headers
}

/** One source for each layout of pages and chats, whatever forms it has. */
export const LAYOUT_SOURCES: readonly SourceEntry[] = [...new Map(LAYOUTS.toReversed().map((layout) => [layout.id, layout])).values()]
  .reverse()
  .map(({ id, name, sign, isList }) => ({
    id,
    description: `${name}, as copied from the page or exported as text`,
    sign,
    parse: asSource((text, options) => readLayout(text, id, options)),
    recognise: (sample) =>
      chooseLayout(sample)?.id === id ? `${isList ? 'the lines look like' : 'the bylines look like those of'} ${name}` : null,
  }))
