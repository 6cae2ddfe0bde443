import { formatCount } from '../../../base/text/format-count.js'
import type { NoteAt } from '../../record/ingest-result.js'
import { isOf, kindsOf, lettersOf, over, overAll, WORDS } from '../kinds/kinds.js'
import { linesIn } from '../lines/page-line.js'
import { MIN_POST_COUNT } from '../lines/thresholds.js'
import { isMore } from './cut-lines.js'
import { isSite } from './post-words.js'
import type { ReadPage } from './read-page.js'
import type { SplitPage, SplitPost } from './split-types.js'

export function isCut({ text, layout, page }: ReadPage, { parts, below }: SplitPost): boolean {
  const { end = 0 } = page.lines[(parts.at(-1)?.to ?? 0) - 1] ?? {}
  const isCutHere = layout.cut !== undefined && page.lines[below.from]?.words.toLowerCase() === layout.cut
  return isCutHere || isMore(text, end)
}

export function notePage(read: ReadPage, note: NoteAt): void {
  const { layout, page, posts, quotations } = read
  const { lines, root, comments } = page
  noteDoubtful(page, note)
  const areTimed = comments.length >= MIN_POST_COUNT && comments.every(({ timeText }) => timeText !== null)
  if (root?.timeText === null && root.parts[0] !== undefined && areTimed)
    note(root.parts[0].from, 'no time stands with these words as with all others; taken for the opening post, but may be a profile')
  for (const at of quotations.keys())
    if (!quotations.has(at - 1)) note(at, 'these words stand in a post above; taken for a quotation, not for words of this post')
  for (const { parts, below } of layout.carriesHandles === true ? posts : []) {
    const isCard = isSite(lines[below.from]) && !WORDS.has(lines[below.from + 1]?.kind ?? 'long') && linesIn(parts).length > 1
    if (isCard)
      note(below.from - 1, "stands above a site's name that ends the post; may be the title of the link's card, not words of the post")
  }
  for (const post of posts)
    if (isCut(read, post))
      note(post.below.from - 1, 'the page shows the beginning of this post alone; flagged as truncated (meta.truncated)')
}

/** Notes words outside of every post, byline, quotation and advert. */
function noteDoubtful({ lines, root, comments, headEnd, end, others }: SplitPage, note: NoteAt): void {
  const posts = root === null ? comments : [root, ...comments]
  const title = root?.parts[0]?.from ?? 0
  if (/\(self\.[\w-]+\)$/.test(lines[title]?.words ?? ''))
    note(title, 'ends with a place in brackets, maybe behind a flair; kept as it stands')
  const worded = new Set(posts.flatMap(({ parts }) => linesIn(parts)))
  const placed = new Set(posts.flatMap(({ byline, quoted }) => linesIn(quoted ? [byline, quoted.byline, ...quoted.parts] : [byline])))
  let isAdvert = false
  for (let at = headEnd; at < end; at += 1) {
    if (worded.has(at) || placed.has(at)) isAdvert = false
    else if (lines[at]?.kind === 'advert' && !worded.has(at - 1)) isAdvert = true
    else if (lines[at]?.kind === 'long' && !isAdvert) note(at, 'these words stand in no post; left out with the parts of the page')
  }
  const tail = root === null ? over('long (?=[^words]* reply)').exec(lettersOf(lines, 0, headEnd)) : null
  if (tail !== null) note(tail.index, 'a button stands below these words, and no name above: may be the end of a post; not read as one')
  if (others[0] !== undefined)
    note(others[0].from, `${formatCount(others.length, 'byline')} from here on, in other parts of the page; not read as posts`)
}

const ENDED_SHARE = 0.8

/** Notes posts right below another's words, where others have counts between. Pages show quoted posts like this. */
export function noteEmbedded({ comments, root }: SplitPage, note: NoteAt): void {
  const posts = root === null ? comments : [root, ...comments]
  const isOpen = ({ below }: SplitPost): boolean => below.from === below.to
  if (posts.filter((post) => !isOpen(post)).length < Math.max(MIN_POST_COUNT, ENDED_SHARE * posts.length)) return
  for (const [index, { byline, parts }] of posts.entries()) {
    const above = posts[index - 1]
    if (above !== undefined && isOpen(above))
      note(
        parts[0]?.from ?? byline.from,
        'stands right below the words of another post, without the counts that end posts here; may be quoted there',
      )
  }
}

/** An account next to "Promoted", without a time. */
const ADVERT = 'short handle advert|handle furniture advert|advert (?:short handle (?!furniture? time)|untimed)'
const ADVERT_LABEL = kindsOf('advert', 'furniture')

export function findAdverts({ lines, headEnd }: SplitPage): string[] {
  return [...lettersOf(lines).matchAll(overAll(ADVERT))].flatMap(({ index, 0: { length } }) => {
    const account = lines.slice(index, index + length).filter((line) => !isOf(line, ADVERT_LABEL))
    const words = account.map((line) => line.words).join(' ')
    return index >= headEnd && /^(?:@|u\/)/.test(words.split(' ').at(-1) ?? '') ? words : []
  })
}
