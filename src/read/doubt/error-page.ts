import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { isJsonObject } from '../record/json-fields.js'
import { excerpt } from '../record/named-columns.js'

/** Longest text looked at, in UTF-16 units. */
const LENGTH_LIMIT = 10_000
/** Longest page of an error, in lines: with the error on any line, and on its first. */
const LINE_LIMIT = 6
const OPENED_LINE_LIMIT = 15

const ANSWER_FIELDS: ReadonlySet<string> = new Set(
  'message,error,errors,status,statuscode,code,detail,details,title,type,reason,documentation_url,retry_after,request_id,success,ok'.split(
    ',',
  ),
)
/** Words at the head of a line that a site gives in place of what was asked for. */
const ERROR =
  /^\W{0,4}(?:too many requests|rate limit exceeded|(?:40[0134]|429|50[0234])\b.{0,40}$|(?:access denied|(?:page )?not found|forbidden|unauthorized|bad gateway|service unavailable)\W{0,3}$|error 10\d\d|.{0,40}you appear to be a bot|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies|javascript is (?:not available|disabled)|something went wrong\W{1,3}(?:try|reload|please)|.{0,12}this page doesn[’']t exist|you[’']ve been blocked by)/im

/** An object of an answer's fields alone: `{"message": "Too Many Requests", "error": 429}`. */
function isAnswer(text: string): boolean {
  const record = text.startsWith('{') ? parseJson(text, () => null) : null
  if (!isJsonObject(record)) return false
  const facts = Object.entries(record).filter(([, value]) => value !== null)
  const isFault = facts.some(
    ([name, value]) => /^(?:error|status|detail|success)/i.test(name) || ERROR.test(String(value)),
  )
  return isFault && facts.every(([name]) => ANSWER_FIELDS.has(name.toLowerCase()))
}

/** A page or a few lines of one; a thread has blank lines or names. */
function isErrorPage(text: string): boolean {
  const isMarkup = /^<(?:!doctype|html)/i.test(text)
  const words = isMarkup ? text.replace(/<[^<>]*>/g, '\n').trim() : text
  if (isMarkup) return ERROR.test(words)
  const lines = text.split('\n')
  if (lines.length > OPENED_LINE_LIMIT || /\n[ \t\r]{0,8}\n|@|[{,;\t] {0,8}"/.test(text))
    return false
  return ERROR.test(lines.length <= LINE_LIMIT ? words : (lines[0] ?? ''))
}

const piecesOf = (text: string): string[] => text.split(/\s+/)
const isLink = (text: string): boolean =>
  piecesOf(text).every((piece) => /^(?:https?:\/\/|www\.|[\w-]+\.com\/)\S/i.test(piece))
/** Numbers and signs alone, or runs of letters as encoded bytes are. */
const isWordless = (text: string): boolean =>
  !/^[[{]|\p{Extended_Pictographic}/u.test(text) &&
  (!/\p{L}/u.test(text) ||
    (/[\w+/-]{24}/.test(text) && piecesOf(text).every((piece) => /^[\w+/-]{8,}=*$/.test(piece))))

/** Numbered posts of a feed, or the tabs above the posts of one account. */
const FEED =
  /^(?:feed post number [2-9]|(?:posts|threads)\nreplies\n(?:.{1,20}\n){0,2}(?:media|likes)|overview\nposts\ncomments)$/im
/** Stands below each post of a list, of which a thread has fewer. */
const LIST_LENGTH = 3
const TO_COMMENTS =
  /^(?:go to comments|zu den kommentaren.{0,8}|(?:ir a los|ir para os|accéder aux|vai ai) comm?ent\p{L}{3,6})$/imu
function isFeed(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim())
  const worded = lines.filter((line) => line !== '').join('\n')
  return FEED.test(worded) || worded.split(TO_COMMENTS).length > LIST_LENGTH
}

const AGAIN = 'Ask again later, or export the posts otherwise.'
/**
 * Texts without a thread, and the way on. A caller who names the form may give the last three. The
 * head of a long text tells those of the head alone.
 */
const KINDS = [
  {
    what: 'an answer of an interface that refuses them',
    is: isAnswer,
    advice: AGAIN,
    isCertain: true,
  },
  { what: 'a page of an error that refuses them', is: isErrorPage, advice: AGAIN, isCertain: true },
  {
    what: 'links alone',
    is: isLink,
    advice:
      'Pages are not fetched: open the page, scroll to its end, and save it or copy its text.',
    isCertain: false,
  },
  {
    what: 'a text without words',
    is: isWordless,
    advice: 'Check that the right file or text was given.',
    isCertain: false,
  },
  {
    what: 'a feed, or what one account posts',
    is: isFeed,
    advice: 'Open one post, and copy its page with the replies.',
    isCertain: false,
    isOfHead: true,
  },
]

/**
 * Refuses what is given in place of posts: an answer of an interface, a page of an error, a link,
 * signs without words.
 *
 * @param isInsisted the caller named the form of the text
 * @throws {PipelineError} `INGEST_LAYOUT_UNKNOWN`
 */
export function refuseNoPosts(text: string, isInsisted: boolean): void {
  const whole = text.length > 2 * LENGTH_LIMIT ? text : text.replace(/^\ufeff/, '').trim()
  if (whole === '') return
  const kinds = whole.length > LENGTH_LIMIT ? KINDS.filter(({ isOfHead }) => isOfHead) : KINDS
  const head = whole.slice(0, LENGTH_LIMIT)
  const kind = kinds.find(({ is, isCertain }) => (isCertain || !isInsisted) && is(head))
  if (kind === undefined) return
  const seen = excerpt(foldSpace(whole.replace(/<[^<>]*>/g, ' ')))
  throw new PipelineError(
    'INGEST_LAYOUT_UNKNOWN',
    `expected posts of a thread, got ${kind.what}: ${seen}. ${kind.advice}`,
    {
      context: { kind: 'answer' },
    },
  )
}
