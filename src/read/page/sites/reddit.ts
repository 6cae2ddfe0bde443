import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { AGO, RELATIVE_ELSEWHERE } from '../words/times.js'
import { ADVERT, EDITED } from '../words/vocabulary.js'

const NAME = '[\\w-]{2,23}'
const WHO_REMOVED = 'comment (?:deleted|removed) by (?:user|moderator)'
const POINTS = '(?:-?[\\d,.]+k? points?|\\[?score hidden\\]?)'
const UPVOTE =
  'upvote|vote positif|voter pour|positiv (?:ab)?stimmen|hochwählen|upvoten|voto positivo|votar positivo|votar a favor|dar upvote|upvotear|voto a favore|artı oy(?: ver)?|głos(?:uj)? za|голосовать за|проголосовать за|高評価|賛成票|تصويت إيجابي|अपवोट'
const AVATAR = `(?:(?:avatar|аватар|صورة)(?: \\p{L}{1,12})? u/.{2,23}|u/.{2,23}(?:[- ]avatar|(?:さん)?のアバター|님의 아바타|的头像|的頭像))`
const BUTTON =
  'permalink|embed|save|unsave|parent|report|give award|reply|source|context|full comments|share|crosspost|hide child comments|hide|edit|delete|disable inbox replies'

/** "submitted 5 hours ago by name", "Posted by u/name 5 hours ago", also glued to "r/sub •". */
const SUBMITTED = `(?:r/[\\w-]{2,30} ?)?(?:[•·] ?)?(?<opening>submitted (?<time2>${AGO})\\*? by|posted by) ?/?(?:u/)?(?:(?<name2>${NAME})|\\[deleted\\])(?: ?\\[s\\])?(?: ?(?<time3>${AGO}))?(?: to r/[\\w-]{2,30})?.{0,40}`
/** "[–]name[S] flair 12 points13 points14 points 5 hours ago* (3 children)". A glued flair hides the end of the name. */
const OLD = `\\[(?:[–—-]|(?<more>\\+))\\] ?(?:(?<name>${NAME})(?![^\\s\\[])|\\[(?:deleted|removed)\\]|(?<glued>[\\w-]{2,23}))(?<flair>.{0,160}?) ?(?<time>${AGO}) ?\\*?(?: \\(?last edited .{1,30}\\)?)?(?: ?\\((?<children>\\d{1,6}) child(?:ren)?\\))?`
/** "name • 5h ago • Edited 3h ago", "name OP · 5 hr. ago", "name2 points · 3 hours ago"; shared from a phone: "name • 5h". */
const ONE_LINE = `(?:u/)?(?:(?<name>[\\p{L}\\p{N}_-]{2,23})|\\[deleted\\]|${WHO_REMOVED})(?: (?:op|mod|avatar))? ?(?:${POINTS} ?)?[•·] ?(?<time>${AGO}|\\d{1,3}(?:[mhdwy]|mo|yr))(?: ?[•·] ?edited.{0,30})?`

const REDDIT: Layout = {
  id: 'reddit-paste',
  needsSign: true,
  name: 'a page of Reddit',
  sign: 'bylines with points or "· 5h ago", beside levels, votes, counts of children or the name of a subreddit',
  // A dot or a picture distinguishes a byline from words.
  byline:
    '(?:line|picture? (?<handle>[handle notice]) [badge furniture]{0,8} (?<=picture [handle notice] [badge furniture]{0,8}|furniture [badge furniture]{0,3}) (?:(?<time>time)|advert) (?:furniture? badge){0,6})',
  root: '(?:picture? opening|picture furniture? (?<time>time) (?<handle>handle)|picture line) (?<title>words)?',
  line: lazyPattern(`^(?:${SUBMITTED}|${ONE_LINE})$`, 'du'),
  words: {
    handle: `(?:u/)?${NAME}`,
    picture: `${AVATAR}|r/[\\w-]{2,30}`,
    notice: WHO_REMOVED,
    time: `${POINTS} ?[•·] ?${AGO}(?: ?[•·].{0,40})?|(?:[•·] ?)?(?:${AGO}|${RELATIVE_ELSEWHERE})(?: ?[•·].{0,40})?`,
    badge: `op|mod|moderator|admin|author|top \\d{1,2} ?% .{1,40}|profile badge for the achievement .{1,60}|${POINTS}|stickied comment|locked comment|(?:[•·] ?)?\\(?(?:last edited|${EDITED})\\)?(?: .{1,30})?`,
    reply: `${UPVOTE}|reply`,
    button: 'vote|downvote|vote négatif|give gold|expand comment search|go to comments|join the conversation',
    advert: `u/${NAME} ?[•·] ?promoted|${ADVERT}`,
    furniture:
      'go to \\w+|skip to .{1,30}|log in|sign up|get app|open (?:menu|navigation|app).{0,30}|view discussions in .{1,40}|collapse.{0,40}|expand.{0,40}|archived post.{0,120}|this post was mass deleted.{0,80}|create post|crosspost|single comment thread|see full discussion|best comments|view (?:all|more) comments',
    heading: 'comments section|sort(?:ed)? by:?.{0,20}|search comments|(?:all )?[\\d,.]+k? comments?|post a comment!?|comment as .{1,30}',
    end: 'new to reddit\\?|more posts you may like|related answers section|community info section|top posts|reddit rules|about',
  },
  signs: `level \\d{1,3}|${UPVOTE}|downvote|r/[\\w-]{2,30}|.{0,40}(?:submitted .{1,30} by|posted by) ?/?(?:u/)?\\S.{1,80}|\\[[–—+-]\\] ?[\\w\\[-].{1,180} ago ?\\*?(?: ?\\(.{1,40}\\)){0,2}`,
  chips: { isCertain: true, hasAt: true },
  gone: lazyPattern(`${WHO_REMOVED}|\\[(?:deleted|removed)\\]|deleted by user|removed by (?:moderator|reddit)`, 'giu'),
  depth: 'indents',
}

/** Present page, page with "level 2", old Reddit. */
export const REDDIT_LAYOUTS: readonly Layout[] = [
  REDDIT,
  {
    ...REDDIT,
    name: 'a page of Reddit with levels',
    byline: 'picture (?:line|furniture? (?<handle>[handle notice]) [badge furniture]{0,8} (?:(?<time>time) (?:furniture? badge){0,6})?)',
    root: 'opening (?<title>words)?',
    words: { ...REDDIT.words, picture: 'level \\d{1,3}', furniture: `${REDDIT.words?.furniture}|${AVATAR}` },
    depth: 'levels',
  },
  {
    ...REDDIT,
    name: 'a page of old Reddit',
    byline: 'line',
    root: '(?<title>words)? opening',
    line: lazyPattern(`^(?:${SUBMITTED}|${OLD})$`, 'du'),
    words: {
      ...REDDIT.words,
      reply: `(?:\\d[\\d,]* comments?)?(?:(?:${BUTTON})(?: |(?=[a-z])|$))+`,
      furniture:
        "create an account.{0,80}|want to (?:join|add to).{0,120}|limit my search.{0,60}|view the rest of the comments.{0,5}|no comments \\(yet\\)|\\d+ points \\(\\d+% upvoted\\)|this post was submitted on .{1,40}|shortlink:.{0,60}|you (?:are|'re) viewing a single comment.{0,40}|welcome to reddit.{0,40}|jump to content|my subreddits",
    },
    depth: 'children',
  },
]
