import { document, type GrowingForm, parentOf, records, TIME, tweetId } from './growing-form.js'

const TWITTER_TIME = 'Wed Mar 04 10:00:00 +0000 2026'
/** Growing texts of the exports of platforms, forums and chats, by the id of the form. */
export const exportForms = (wordsOf: (index: number) => string): Readonly<Record<string, GrowingForm>> => ({
  'x-v1': records((index) => ({
    created_at: TWITTER_TIME,
    id_str: tweetId(index),
    full_text: wordsOf(index),
    in_reply_to_status_id_str: index === 0 ? null : tweetId(parentOf(index)),
    user: { id_str: `${index % 997}`, screen_name: `a${index % 997}` },
  })),
  'x-archive': document(
    'window.YTD.tweets.part0 = [',
    (index) => ({
      tweet: {
        id_str: tweetId(index),
        created_at: TWITTER_TIME,
        full_text: wordsOf(index),
        entities: { hashtags: [], urls: [] },
        favorite_count: '2',
        ...(index > 0 && { in_reply_to_status_id_str: tweetId(parentOf(index)) }),
      },
    }),
    ']',
  ),
  youtube: records((index) => ({
    cid: index % 10 === 0 ? `c${index}` : `c${index - (index % 10)}.c${index}`,
    text: wordsOf(index),
    channel: `UC${index % 997}`,
    votes: '1',
    time_parsed: 1_772_000_000 + index,
  })),
  stocktwits: records((index) => ({
    id: index + 1,
    body: wordsOf(index),
    created_at: '2026-03-01T10:00:00Z',
    user: { id: index % 997, username: `a${index % 997}`, name: 'A' },
    source: { id: 1, title: 'Web' },
    conversation: { parent_message_id: 1, in_reply_to_message_id: index === 0 ? null : parentOf(index) + 1, parent: index === 0 },
  })),
  zeeschuimer: records((index) => ({
    data: {
      code: `D${index}`,
      taken_at: 1_780_491_000,
      caption: { text: wordsOf(index) },
      user: { pk: `${index % 997}`, username: `a${index % 997}` },
    },
  })),
  discord: document(
    '{"guild":{"id":"40","name":"G"},"channel":{"id":"41","type":"GuildTextChat","name":"deals"},"dateRange":{"after":null,"before":null},"messages":[',
    (index) => ({
      id: `${88_000 + index}`,
      type: index === 0 ? 'Default' : 'Reply',
      timestamp: TIME,
      content: wordsOf(index),
      author: { id: `${index % 997}`, name: `a${index % 997}`, isBot: false },
      ...(index > 0 && { reference: { messageId: `${88_000 + parentOf(index)}`, channelId: '41', guildId: '40' } }),
    }),
    ']}',
  ),
  telegram: document(
    '{"name":"Talk","type":"public_supergroup","id":1500,"messages":[',
    (index) => ({
      id: index + 1,
      type: 'message',
      date: '2026-03-01T10:00:00',
      from: `a${index % 997}`,
      text: wordsOf(index),
      ...(index > 0 && { reply_to_message_id: parentOf(index) + 1 }),
    }),
    ']}',
  ),
  discourse: document(
    '{"post_stream":{"posts":[',
    (index) => ({
      username: `a${index % 997}`,
      created_at: TIME,
      cooked: `<p>${wordsOf(index)}</p>`,
      post_number: index + 1,
      topic_id: 77,
    }),
    ']},"id":77,"title":"A lease"}',
  ),
  lemmy: document(
    '{"comments":[',
    (index) => ({
      comment: { id: index + 1, content: wordsOf(index), path: index === 0 ? '0.1' : `0.1.${index + 1}`, published: TIME },
      creator: { id: index % 997, name: `a${index % 997}`, actor_id: `https://lemmy.example.org/u/a${index % 997}` },
    }),
    ']}',
  ),
  disqus: {
    head: '<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">\n<thread dsq:id="50"><id>t</id><title>A lease</title><message /><createdAt>2026-06-04T07:00:00Z</createdAt><author><name>Desk</name><isAnonymous>false</isAnonymous><username>desk</username></author></thread>\n',
    post: (index) =>
      `<post dsq:id="${index + 1}"><id /><message><![CDATA[<p>${wordsOf(index)}</p>]]></message><createdAt>2026-06-04T08:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>A</name><isAnonymous>false</isAnonymous><username>a${index % 997}</username></author><thread dsq:id="50" />${index === 0 ? '' : `<parent dsq:id="${parentOf(index) + 1}" />`}</post>`,
    tail: '\n</disqus>',
  },
  'nested-json': document(
    '{"title_of_page":"x","comments":[',
    (index) => ({
      author: `a${index % 997}`,
      text: wordsOf(index),
      replies: [{ id: `r${index}`, author: 'b', text: wordsOf(index), replies: [] }],
    }),
    ']}',
  ),
})
