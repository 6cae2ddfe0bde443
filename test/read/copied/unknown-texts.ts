import { fixture } from './read-page.js'

const COMMENTS = fixture('doubt/comments.txt').trimEnd().split('\n')

export const NAMES = ['Ketta Vroom', 'h. ossian', 'Maren', 'Pell & Sons', 'Tuva L', 'old_harbour']

/** Words of made-up pages, one for each digit. */
export const PAGE_WORDS = [
  'harbour',
  'lantern',
  'quarry',
  'meadow',
  'copper',
  'willow',
  'bramble',
  'thistle',
  'falcon',
  'anchor',
]

const comment = (index: number): string => COMMENTS[index % COMMENTS.length] ?? ''
const name = (index: number): string => NAMES[index % NAMES.length] ?? ''

/** A page of comments in a layout of no platform: names, times and buttons apart by blank lines. */
export const FORUM_PAGE = Array.from(
  { length: 35 },
  (_, index) =>
    `${name(index)}\n\nlevel ${index % 9} harbour master\n\n${comment(index)}\n\nThumb up\nFlag this`,
).join('\n\n')

/** The same comments without buttons, names above some and below others: nothing recurs. */
export const SCRAPS = Array.from({ length: 35 }, (_, index) =>
  (index % 2 === 0 ? [name(index), comment(index)] : [comment(index), name(index)]).join('\n\n'),
).join('\n\n')

/** 35 comments, one a line. */
export const LINES = Array.from({ length: 35 }, (_, index) => comment(index)).join('\n')

/** 35 comments in one block: name, text, buttons, without a blank line. */
export const BLOCK = Array.from(
  { length: 35 },
  (_, index) => `${name(index)} wrote\n${comment(index)}\nanswer this`,
).join('\n')

const messages = (open: (index: number) => string): string =>
  Array.from({ length: 12 }, (_, index) => open(index)).join('')

/** A chat in the HTML that Telegram Desktop writes. */
export const TELEGRAM_HTML = `<!DOCTYPE html>\n<html><head><title>Exported Data</title></head><body><div class="page_wrap">${messages(
  (index) =>
    `\n<div class="message default clearfix" id="message${index}">\n<div class="body">\n<div class="pull_right date details" title="01.03.2026 10:00:00">\n10:00\n</div>\n<div class="from_name">\n${name(index)}\n</div>\n<div class="text">\n${comment(index)}\n</div>\n</div>\n</div>`,
)}</div></body></html>`

/** A minified page of comments, each an <article> where it is told so. */
export const commentsHtml = (tag: 'li' | 'article'): string =>
  `<!doctype html><html><head><title>Ferries</title><script>var page=1;</script></head><body>${messages(
    (index) =>
      `<${tag} class="comment" id="c${index}"><b class="author">${name(index)}</b><time>2h</time><p>${comment(index)}</p><button>Reply</button></${tag}>`,
  )}</body></html>`

/** An archive of an account in a shape that X never wrote. */
export const ODD_ARCHIVE = `window.YTD.moments.part0 = [${messages((index) => `\n  {\n    "moment" : {\n      "words" : "${comment(index)}",\n      "at" : [${index}, 3]\n    }\n  },`)}\n]`

export const PYTHON = fixture('doubt/python.txt')

export const JAVASCRIPT = fixture('doubt/javascript.txt')

export const LOG = messages(
  (index) =>
    `2026-03-01 10:00:${10 + index},203 INFO  server.http - GET /threads/${index} answered in 12ms\n`,
)

export const DRAWN_TABLE = `+------+--------------+-------+\n| who  | remark       | likes |\n+------+--------------+-------+\n${messages((index) => `| u${index} | smart move | ${index} |\n`)}`

export const TABBED = `Nr\tPerson\tRemark of theirs\n${messages((index) => `${index}\t${name(index)}\t${comment(index)}\n`)}`

const long = (lineCount: number): string =>
  Array.from({ length: lineCount }, (_, index) => comment(index)).join('\n')

/** Threads that are read: each with how many posts it has. */
export const THREADS: readonly (readonly [name: string, text: string, count: number])[] = [
  ['a thread of two posts', 'They gave up on the ferries.\n\nOr they grew up.', 2],
  ['one post', 'They gave up on the ferries.', 1],
  [
    'answers that are all one word',
    `They gave up.\n\n${Array(30).fill('@ann lol').join('\n\n')}`,
    31,
  ],
  [
    'a long post under its byline with short answers',
    `Ann Bo @ann · 5h\n${long(30)}\n\nCy @cy · 4h\nno\n\nDee @dee · 3h\nyes`,
    3,
  ],
  ['a long answer', `Ann Bo @ann · 5h\nThey gave up.\n\nCy @cy · 4h\n${long(20)}`, 2],
  [
    'a long post with answers by mention',
    `${long(20)}\n\n@ann no\n\n@ann yes\n\n@bo maybe\n\n@cy hm`,
    5,
  ],
  [
    'answers that quote a program',
    `Ann @ann · 5h\nWhat does it do?\n\nBo @bo · 4h\nif (sold.length > 0) { return kept[0] }\n\nCy @cy · 3h\nconst [a, b] = f(x); // (no)`,
    3,
  ],
]

const MEMBERS = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Di Ings', 'Ed Jarl', 'Flo Kerr', 'Gus Lamb']
const SAID = [
  'They gave up the foundry because it lost money every single year.',
  'A smart move by Sonos, the plant was never theirs to keep anyway.',
  'Does anybody here know when the new owner takes over the site?',
]
/** A page of no known site: a dozen posts, and three lines that stand in none. */
export const BOARD_PAGE = `Steelboard\nLog in\nMembers\n\n${Array.from({ length: 12 }, (_, at) => {
  const post = `${MEMBERS[at % 7]}\nMember, 1${at} posts\n${at + 2} Nov 2025, 09:1${at % 10}\n${SAID[at % 3]} Number ${at}.\nQuote\nThank\n`
  return at % 4 === 1
    ? `${post}Our readers like the spring catalogue of the mill, which ships within two days to any place.\n`
    : post
}).join('\n')}`
