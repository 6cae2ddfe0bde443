import { compilePattern, lazily } from '../../base/text/lazily.js'
import { RELATIVE_ELSEWHERE } from '../layout/words/times.js'
import { EDITED as EDITED_ELSEWHERE } from '../layout/words/vocabulary.js'
import { PAGE_TIME, type PageLine, readPageCount } from './page-line.js'

/** A byline of Reddit's page, and the first line behind it. */
export interface RedditByline {
  readonly from: number
  readonly to: number
  readonly author: string | null
  readonly timeText: string | null
  readonly likes: number | null
  readonly depth: number | null
  /** Answers below it, hidden ones included, as old Reddit prints them; null elsewhere. */
  readonly childCount: number | null
  readonly isFolded: boolean
  /** `[deleted]` as the author, or words that say who removed the comment. */
  readonly isGone: boolean
}

const POINTS = '(?:-?[\\d,.]+k? points?|\\[?score hidden\\]?)'
/** "[–]name[S] flair 12 points13 points14 points 5 hours ago* (3 children)" */
const OLD = new RegExp(
  `^\\[([–—+-])\\] ?([\\w-]{2,23}|\\[deleted\\]|\\[removed\\])(?: ?\\[[A-Z,Δ]{1,5}\\])*(.{0,160}?) ?(${PAGE_TIME})\\*?(?: \\(?last edited .{1,30}\\)?)?(?: ?\\((\\d{1,6}) child(?:ren)?\\))?$`,
)
const LEVEL = /^level (\d{1,3})$/i
const GONE_NAME = 'comment (?:deleted|removed) by (?:user|moderator)'
const NAME = new RegExp(`^(?:u/)?([\\w-]{2,23}|\\[deleted\\]|\\[removed\\]|${GONE_NAME})$`, 'i')
const AVATAR =
  /^(?:(?:avatar|аватар|صورة)(?: \p{L}{1,12})? )?u\/([\w-]{2,23}|\[deleted\])(?:(?<=^(?:avatar|аватар|صورة).{1,40})|[- ]avatar|(?:さん)?のアバター|님의 아바타|的头像|的頭像)$/iu
const DOT = /^[•·]$/
/** What the page prints beside a name: badges, flairs of its own, points. */
const BADGE =
  /^(?:op|mod|moderator|admin|author|edited|\(edited\)|top \d{1,2} ?% .{1,40}|profile badge for the achievement .{1,60}|-?[\d,.]+k? points?|score hidden|stickied comment|locked comment)$/i
const EDITED = new RegExp(`^(?:[•·] ?)?(?:last edited|${EDITED_ELSEWHERE})(?: .{1,30})?$`, 'iu')
const TIME = lazily(() => compilePattern(new RegExp(`^(?:[•·] ?)?(${PAGE_TIME}|${RELATIVE_ELSEWHERE})(?: ?[•·].{0,40})?$`, 'iu')))
/** "12 points · 3 hours ago" */
const SCORED_TIME = new RegExp(`^(${POINTS}) ?[•·] ?(${PAGE_TIME})(?: ?[•·].{0,40})?$`, 'i')
/** "name • 5h ago • Edited 3h ago", "name OP · 5 hr. ago", "name2 points · 3 hours ago"; a phone shares "name • 5h". */
const ONE_LINE = lazily(() =>
  compilePattern(
    new RegExp(
      `^(?:u/)?([\\p{L}\\p{N}_-]{2,23}|\\[deleted\\]|${GONE_NAME})(?: (?:op|mod|avatar))? ?(${POINTS} ?)?[•·] ?(${PAGE_TIME}|\\d{1,3}(?:[mhdwy]|mo|yr))(?: ?[•·] ?edited.{0,30})?$`,
      'iu',
    ),
  ),
)
const GONE =
  /^(?:comment (?:deleted|removed) by (?:user|moderator)|\[(?:deleted|removed)\]|deleted by user|removed by (?:moderator|reddit))$/i
const GONE_BYLINE = /^comment (?:deleted|removed) by (?:user|moderator)(?: ?[•·] ?.{1,20})?$/i

/** Words that stand for a text that is gone. */
export const isGoneText = (words: string): boolean => GONE.test(words)

/** Lines of badges looked at behind a name. */
const BADGE_LINE_LIMIT = 10

/** Whether a line is a byline of old Reddit: no other page opens one with `[–]`. */
export const isOldByline = (words: string): boolean => OLD.test(words)

/** Reads the byline that starts on a line, in any of Reddit's layouts; null where none does. */
export function readRedditByline(lines: readonly PageLine[], at: number): RedditByline | null {
  const words = lines[at]?.words ?? ''
  if (words === '') return null
  const old = OLD.exec(words)
  if (old !== null) return readOld(old, at)
  const level = LEVEL.exec(words)
  if (level !== null) {
    const depth = Math.max(0, Number(level[1]) - 1)
    const inner = readNamed(lines, at + 1, false)
    if (inner !== null) return { ...inner, from: at, depth }
    const isGone = GONE.test(lines[at + 1]?.words ?? '') || GONE_BYLINE.test(lines[at + 1]?.words ?? '')
    const none = { author: null, timeText: null, likes: null, childCount: null, isFolded: false }
    return { ...none, from: at, to: isGone ? at + 2 : at + 1, depth, isGone }
  }
  return readNamed(lines, at, true)
}

function readOld(match: RegExpExecArray, at: number): RedditByline {
  const [, mark, author = '', between = '', timeText = '', children] = match
  const points = between.match(/-?\d[\d,.]*k?(?= points?)/g) ?? []
  // The page holds the score with no vote, as it is, and with one: it shows the second of three.
  const shown = points.length === 3 ? points[1] : points[0]
  return {
    from: at,
    to: at + 1,
    // A flair that is glued to the name hides where it ends.
    author: author.startsWith('[') || /^[^\s[]/.test(between) ? null : author,
    timeText,
    likes: readPageCount(shown),
    depth: null,
    childCount: children === undefined ? null : Number(children),
    isFolded: mark === '+',
    isGone: author.startsWith('['),
  }
}

/** A name, then badges, dots and a time, on one line or several. Without "level" above, a dot or an avatar must mark it. */
function readNamed(lines: readonly PageLine[], at: number, needsMark: boolean): RedditByline | null {
  const words = lines[at]?.words ?? ''
  const rest = { depth: null, childCount: null, isFolded: false }
  const one = ONE_LINE().exec(words)
  if (one !== null) {
    const [, author = '', points, timeText = ''] = one
    const isGone = isGoneText(author)
    const likes = readPageCount(points?.split(' ')[0])
    return { ...rest, from: at, to: at + 1, author: isGone ? null : author, timeText, likes, isGone }
  }
  const avatar = AVATAR.exec(words)
  const nameAt = avatar === null ? at : at + 1
  const name = NAME.exec(lines[nameAt]?.words ?? '')?.[1]
  if (name === undefined || (avatar !== null && avatar[1]?.toLowerCase() !== name.toLowerCase())) return null
  let to = nameAt + 1
  let timeText: string | null = null
  let likes: number | null = null
  let isMarked = avatar !== null
  for (let next = to; next < nameAt + 1 + BADGE_LINE_LIMIT; next++) {
    const line = lines[next]?.words ?? ''
    const time = TIME().exec(line)?.[1]
    if (time !== undefined && timeText === null) {
      timeText = time
      isMarked ||= /[•·]/.test(line)
    } else if (SCORED_TIME.test(line) && timeText === null) {
      const [, score, scoredTime] = SCORED_TIME.exec(line) ?? []
      likes = readPageCount(score?.split(' ')[0])
      timeText = scoredTime ?? null
      isMarked = true
    } else if (DOT.test(line)) isMarked = true
    else if (/ points?$/i.test(line) && BADGE.test(line)) likes = readPageCount(line.split(' ')[0])
    else if (!BADGE.test(line) && !(timeText !== null && EDITED.test(line))) break
    to = next + 1
  }
  if (needsMark ? timeText === null || !isMarked : timeText === null && to === nameAt + 1 && lines[nameAt] === undefined) return null
  const isGone = isGoneText(name)
  return { ...rest, from: at, to, author: isGone ? null : name, timeText, likes, isGone }
}

const FURNITURE =
  /^(?:upvote|downvote|vote|reply|award|share|report|save|follow|give award|give gold|join the conversation|go to comments|more replies|comments section|sort by:?|add a comment|search comments|expand comment search|go to \w+|skip to .{1,30}|log in|sign up|open (?:menu|navigation|app).{0,30}|view (?:all|more) comments|view discussions in .{1,40}|collapse.{0,40}|expand.{0,40}|archived post.{0,120}|this post was mass deleted.{0,80}|all comments|advertisement|promoted|learn more|create post|crosspost|copy link|single comment thread|see full discussion|comment as .{1,30})$/i
/** What stands below the comments: below furniture, all further lines are the page's. */
export const isRedditTail = (words: string): boolean =>
  /^(?:new to reddit\?|more posts you may like|related answers section|community info section|top posts|reddit rules|about)$/i.test(words)
/** "u/name • Promoted" */
export const isRedditAdvert = (words: string): boolean => /^u\/[\w-]{2,23} ?[•·] ?promoted$/i.test(words)
/** The vote above the buttons of a comment, in other languages than English. */
const VOTE_ELSEWHERE =
  /^(?:vote positif|voter pour|positiv (?:ab)?stimmen|hochwählen|upvoten|voto positivo|votar positivo|votar a favor|dar upvote|upvotear|voto a favore|artı oy(?: ver)?|głos(?:uj)? za|голосовать за|проголосовать за|高評価|賛成票|تصويت إيجابي|अपवोट)$/iu
export const isVoteElsewhere = (words: string): boolean => VOTE_ELSEWHERE.test(words)

const OLD_BUTTONS =
  /^(?:(?:permalink|embed|save|unsave|parent|report|give award|reply|source|context|full comments|share|crosspost|hide child comments|hide|edit|delete|disable inbox replies|all \d+ comments|\d+ comments?|sorted by:?)(?: |(?=[a-z])|$))+$/i
const OLD_FURNITURE =
  /^(?:post a comment!?|create an account.{0,80}|want to (?:join|add to).{0,120}|limit my search.{0,60}|view the rest of the comments.{0,5}|sorted by:? ?(?:best|top|new|controversial|old|q&a)?|no comments \(yet\)|\d+ points \(\d+% upvoted\)|this post was submitted on .{1,40}|shortlink:.{0,60}|you (?:are|'re) viewing a single comment.{0,40}|welcome to reddit.{0,40})$/i
const STUB =
  /^(?:load more comments ?|(?:\[\+\] ?)?(?:view |show |see )?(\d[\d,]*) more repl(?:y|ies)|more replies|continue this thread.{0,3})(?:\(([\d,]+) repl(?:y|ies)\))?$/i

/** Whether a line is nothing but page furniture; counts depend on what stands around them. */
export function isRedditFurniture(words: string): boolean {
  return (
    words !== '' && (FURNITURE.test(words) || OLD_BUTTONS.test(words) || OLD_FURNITURE.test(words) || STUB.test(words) || DOT.test(words))
  )
}

/** Replies behind a stub ("12 more replies", "continue this thread"); null for a line that is none. One that counts nothing has one at least. */
export function readStub(words: string): number | null {
  const match = words === '' ? null : STUB.exec(words)
  return match === null ? null : Math.max(1, readPageCount(match[1] ?? match[2]) ?? 1)
}

/** "submitted 5 hours ago by name", "Posted by u/name 5 hours ago", also glued to "r/sub •". */
const SUBMITTED = new RegExp(
  `^(?:r/[\\w-]{2,30} ?)?(?:[•·] ?)?(?:submitted (${PAGE_TIME})\\*? by|posted by)(?: ?/?(?:u/)?)([\\w-]{2,23}|\\[deleted\\])(?: ?\\[S\\])?(?: ?(${PAGE_TIME}))?(?: to r/[\\w-]{2,30})?.{0,40}$`,
  'i',
)

/** The line below or above a title that names who posted it and when; null for any other line. */
export function readSubmitted(
  words: string,
): { readonly author: string | null; readonly timeText: string | null; readonly isOld: boolean } | null {
  const match = SUBMITTED.exec(words)
  if (match === null) return null
  const [, oldTime, author = '', newTime] = match
  return { author: author.startsWith('[') ? null : author, timeText: oldTime ?? newTime ?? null, isOld: oldTime !== undefined }
}

/** Words of sorting menus: furniture in the head of a page, posts below it. */
export const isSorting = (words: string): boolean => /^(?:best|top|new|controversial|old|q&a|live|hot)$/i.test(words)
export const isSubreddit = (words: string): boolean => /^r\/[\w-]{2,30}$/.test(words)
export const isDot = (words: string): boolean => DOT.test(words)
export const readPageTime = (words: string): string | null => TIME().exec(words)?.[1] ?? null
