import { exportForms } from './export-texts.js'
import { document, type GrowingForm, json, parentOf, records, TIME, tweetId } from './growing-form.js'
import { layoutForms } from './layout-forms.js'

/** Beyond Latin-1, so that strings take two bytes a character: some searches are linear in the other kind alone. */
const wordsOf = (index: number): string => `They rented out hall ${index} – „a retreat“, said nobody … 🙂`

const record = (index: number): object => ({
  id: `p${index}`,
  threadId: `t${Math.floor(index / 50)}`,
  parentId: index % 50 === 0 ? null : `p${index - 1}`,
  author: `a${index % 997}`,
  text: wordsOf(index),
})
const row = (index: number, delimiter: string): string => Object.values(record(index)).join(delimiter)
const COLUMNS = Object.keys(record(0))

const mastodon = (index: number): object => ({
  id: String(114_000_000_000_000_000n + BigInt(index)),
  created_at: TIME,
  in_reply_to_id: index === 0 ? null : String(114_000_000_000_000_000n + BigInt(parentOf(index))),
  uri: `https://mast.example/${index}`,
  content: `<p>${wordsOf(index)}</p>`,
  account: { id: `${index % 997}`, acct: `a${index % 997}` },
})

const uri = (index: number): string => `at://did:plc:a${index % 997}/app.bsky.feed.post/p${index}`
const bluesky = (index: number): object => ({
  uri: uri(index),
  cid: `c${index}`,
  author: { did: `did:plc:a${index % 997}`, handle: `a${index % 997}.example.org` },
  record: {
    $type: 'app.bsky.feed.post',
    text: wordsOf(index),
    createdAt: TIME,
    ...(index > 0 && { reply: { root: { uri: uri(0), cid: 'c0' }, parent: { uri: uri(parentOf(index)), cid: 'c' } } }),
  },
})

/** A text of every form that posts are read from, by the id of the form. */
const FORMS: Readonly<Record<string, GrowingForm>> = {
  convokit: records((index) => ({
    id: `u${index}`,
    speaker: `a${index % 997}`,
    conversation_id: 'u0',
    'reply-to': index === 0 ? null : `u${parentOf(index)}`,
    text: wordsOf(index),
  })),
  reddit: {
    post: (index) =>
      json(
        index === 0
          ? { name: 't3_p0' }
          : { name: `t1_c${index}`, link_id: 't3_p0', body: wordsOf(index), author: `a${index % 997}`, created_utc: 1_772_000_000 + index },
      ),
  },
  'hacker-news': records((index) => ({
    id: index + 1,
    by: `a${index % 997}`,
    type: index === 0 ? 'story' : 'comment',
    time: 1_772_000_000 + index,
    ...(index === 0 ? { title: 'A lease' } : { parent: parentOf(index) + 1, text: wordsOf(index) }),
  })),
  bluesky: document('[', bluesky, ']'),
  mastodon: document('[', mastodon, ']'),
  'x-web': records((index) => ({
    rest_id: tweetId(index),
    legacy: {
      conversation_id_str: tweetId(0),
      full_text: wordsOf(index),
      created_at: 'Wed Mar 04 10:00:00 +0000 2026',
      ...(index > 0 && { in_reply_to_status_id_str: tweetId(parentOf(index)) }),
    },
    core: { user_results: { result: { rest_id: `${index % 997}`, legacy: { screen_name: `a${index % 997}` } } } },
  })),
  'x-api': records((index) => ({
    id: tweetId(index),
    text: wordsOf(index),
    author_id: `${index % 997}`,
    created_at: TIME,
    ...(index > 0 && { referenced_tweets: [{ type: 'replied_to', id: tweetId(parentOf(index)) }] }),
  })),
  'twarc-csv': {
    head: 'id,conversation_id,referenced_tweets.replied_to.id,author_id,created_at,text,public_metrics.reply_count,author.username\n',
    post: (index) =>
      `${tweetId(index)},${tweetId(0)},${index === 0 ? '' : tweetId(parentOf(index))},${index % 997},${TIME},"${wordsOf(index)}",0,a${index % 997}`,
  },
  'reddit-paste': { post: (index) => `a${index % 997}\n•\n5h ago\n${wordsOf(index)}\n\nUpvote\n1\nDownvote\nReply` },
  'hn-paste': { post: (index) => `a${index % 997} 5 hours ago | root | parent | prev | next [–]\n\n${wordsOf(index)}\n\nreply` },
  article: {
    head: 'Halden leases its halls to a rival\nBy Marta Linde\n\n',
    post: (index) =>
      `“${wordsOf(index)}, and nobody else offered us that,” said Ines Okafor, the chief executive of Halden Grid number ${index}.`,
    between: '\n\n',
  },
  jsonl: records(record),
  json: document('[', record, ']'),
  csv: { head: `${COLUMNS.join(',')}\n`, post: (index) => row(index, ',').replace(wordsOf(index), `"${wordsOf(index)}"`) },
  tsv: { head: `${COLUMNS.join('\t')}\n`, post: (index) => row(index, '\t') },
  ...exportForms(wordsOf),
  ...layoutForms(wordsOf),
  paste: { head: 'A deal that everybody talks about\n\n', post: (index) => `@a${index % 997} ${wordsOf(index)}`, between: '\n\n' },
}

export const GROWING_FORMS: readonly string[] = Object.keys(FORMS)

/** A text of a form with at least so many bytes. */
export function buildGrowingText(form: string, byteCount: number): string {
  const { head = '', post, between = '\n', tail = '' } = FORMS[form] as GrowingForm
  const posts: string[] = []
  for (let length = 0; length < byteCount; ) {
    const text = post(posts.length)
    posts.push(text)
    length += Buffer.byteLength(text) + between.length
  }
  return `${head}${posts.join(between)}${tail}`
}
