import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { AGO } from '../words/times.js'

const MARKS = '(?:[▲▼△▽*•] ?)*'
const NAME = '[\\w-]{2,30}'
const STATE = '\\[(?:flagged|dead|deleted)\\]'
const NAV = 'root|parent|prev|next|context|unvote|undown|flag|unflag|favorite|un-favorite|vouch|edit|delete|hide|past|web|on: [^|]{1,200}'
const LINKS = `(?<links>(?: ?\\| (?:${NAV})(?: (?=\\|)|(?= ?\\[)|$))*)`
/** "236 points by name 5 hours ago | hide | past | favorite | 183 comments", below the title. */
const STORY = `(?!.*\\| (?:root|parent|prev|next)\\b)(?:[\\d,]+ points? )?(?<opening>by) (?<name2>${NAME}) (?<time2>${AGO})(?: ?\\|.*)?`
/** "name 5 hours ago | root | parent | prev | next [–]". Deleted: no name, or "[deleted]". One's own comment shows points. */
const COMMENT = `(?:(?:(?:-?[\\d,]+ points? by )?(?<name>${NAME}) |${STATE} )?(?<time>${AGO})|${STATE})(?=.*[|\\]])(?: ?${STATE})*${LINKS}(?: ?${STATE})* ?\\|?(?: ?\\[(?:[–—+-]|(?<more>\\d{1,5}) more)\\])?`

const HACKER_NEWS: Layout = {
  id: 'hn-paste',
  needsSign: true,
  name: 'a page of Hacker News',
  sign: 'a line "12 points by name … | 3 comments", or bylines with "| parent | next [–]"',
  byline: 'line|untimed',
  root: '(?<title>words)? opening',
  line: lazyPattern(`^${MARKS}(?:${STORY}|${COMMENT})$`, 'du'),
  words: {
    reply: 'reply|vouch|(?:reply|flag|vouch|edit|delete)(?: ?\\| ?(?:reply|flag|vouch|edit|delete))+',
    furniture: `hacker news|login|logout|submit|new|past|comments|ask|show|jobs|threads|y|help|more|${NAME} \\(\\d+\\)(?: ?\\| ?logout)?|(?:hacker news ?)?new ?\\| ?(?:threads ?\\| ?)?past ?\\|.*`,
    end: 'guidelines ?\\| ?faq.*|applications are open for yc.*|consider applying for yc.*|join us for ai startup school.*|search:',
  },
  signs: `${MARKS}[\\d,]+ points? by ${NAME} .{4,20}ago ?\\|.{0,200}|.{0,40}ago(?: ?${STATE})?(?: \\| (?:root|parent|prev|next))+(?: \\[.{1,12}\\])?`,
  chips: { isCertain: true, hasAt: true },
  gone: lazyPattern(STATE, 'giu'),
  depth: 'links',
  countLimit: 0,
}

/** Accepts "name 5 hours ago" alone only where no byline of the page has more. */
export const HACKER_NEWS_LAYOUTS: readonly Layout[] = [
  HACKER_NEWS,
  {
    ...HACKER_NEWS,
    name: 'a page of Hacker News without links',
    line: lazyPattern(`^${MARKS}(?:${STORY}|(?<name>${NAME}) (?<time>${AGO}))$`, 'du'),
  },
]
