import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../layout.js'
import { CLOCK, STAMP } from './chat-words.js'

const BYLINE =
  '(?:picture [Name short long]?)? (?<name>short|advert) (?:[badge furniture picture notice]{0,3} (?<time>time) (?:picture [Name short long] (?=[Name short long handle count badge]))?|opening)|line'
const EMOJI = '\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{M}\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6}'
const CODE = ":[a-z0-9_+'-]{1,40}:"
const FURNITURE = [
  'replied to a thread: .{1,200}',
  `(?:${CODE} ?\\d{1,4} ?){1,12}|(?:${EMOJI} ?\\d{1,4} ?){1,12}`,
  '\\(edited\\)|new(?: messages?)?|unread|last reply .{1,40}|view thread|(?:view|show|see) (?:newer|older|more|all|less|\\d+ more)(?: repl(?:y|ies))?',
  '\\d+ repl(?:y|ies)(?: ?last reply .{1,40})?|also sent to (?:the channel|#.{1,80})',
  '(?:today|yesterday)(?: at .{4,9})?|(?:mon|tues|wednes|thurs|fri|satur|sun)day, .{3,20}',
  'saved for later|pinned by .{1,40}|messages|files|canvas|add (?:a bookmark|canvas)|edit description',
  '(?:[^\\s/]{1,80}\\.(?:pptx?|pdf|docx?|xlsx?|key|png|jpe?g|gif|heic|mov|mp4|zip|csv|txt|md|fig))|(?:powerpoint presentation|excel spreadsheet|word document|pdf|zip|google (?:docs?|sheets?|slides)|keynote|quicktime movie|image|video|png|jpeg|csv|plain text)|\\d+ (?:files|images)',
].join('|')
const NOTICE = [
  '(?:.{1,60} )?(?:joined|left) #\\S{1,80}.{0,120}|.{1,60} (?:joined|left)(?: the)? channel\\.?',
  '(?:.{1,40} )?(?:set the channel|was added to #|was added by|renamed the channel|archived the channel|changed the channel|created this channel|added an integration).{0,160}',
  'this message was deleted\\.?|this is the very beginning of .{1,120}',
].join('|')

const SLACK: Layout = {
  id: 'slack-paste',
  name: 'a channel of Slack',
  sign: 'a name and "9:41 AM" or "[14:03]" above the words',
  isMessages: true,
  needsSign: true,
  byline: BYLINE,
  line: lazyPattern(
    `^(?:(?<name>[^\\[\\]]{1,60}?)\\s{1,4})?\\[(?<time>${CLOCK})\\]$|^(?<time2>\\d{1,2}:\\d{2})$|^(?!app\\s)(?<name2>\\S[^\\[\\]]{0,59}?)\\s{2,4}(?<time3>(?:(?:today|yesterday) at )?${CLOCK}|${STAMP})$`,
    'iu',
  ),
  words: {
    picture: 'replied to a thread:',
    badge: `${CODE}|app|only visible to you|\\(you\\)`,
    // What programs write is nobody's opinion.
    advert: 'slackbot|a huddle .{1,20}|(?:google|outlook) calendar',
    opening: `app (?:${CLOCK}|${STAMP})`,
    time: STAMP,
    furniture: FURNITURE,
    notice: `workflow|${NOTICE}`,
    end: "message #.{1,80}|message .{1,60}|reply…|reply\\.{3}|also send to .{1,80}|you[’']re all caught up",
  },
  signs: `#(?!\\d+$)\\S{1,60}|view thread|last reply .{1,40}|add a bookmark|\\(edited\\)|${CODE}|\\[\\d{1,2}:\\d{2}\\]|\\d+ repl(?:y|ies)|reply…|huddles|drafts & sent`,
  countLimit: 12,
  // Below the box for an answer the next thread opens with its channel and who writes in it.
  signature: /^Reply(?:…|\.{3})$/u,
}

/** A channel, and a thread below one message. */
export const SLACK_LAYOUTS: readonly Layout[] = [SLACK, { ...SLACK, name: 'a thread of Slack', root: BYLINE, needs: 'thread' }]
