import type { GrowingForm } from './growing-form.js'

type WordsOf = (index: number) => string

/** Posts as copied pages and chats lay them out. */
export function layoutForms(wordsOf: WordsOf): Readonly<Record<string, GrowingForm>> {
  const name = (index: number): string => `Ann Bo${index % 97}`
  const handle = (index: number): string => `ann.bo${index % 97}`
  const of = (post: (index: number) => string, head = ''): GrowingForm => ({ head, post })
  return {
    'youtube-paste': of((index) => `@${handle(index)}\n2 days ago\n${wordsOf(index)}\n12\nReply`, '12 Comments\nSort by\n'),
    'linkedin-paste': of((index) => `${name(index)}\n• 3rd+\nShip broker\n2d\n${wordsOf(index)}\nLike\n4\nReply`),
    'facebook-paste': of(
      (index) => `${name(index)}\n${wordsOf(index)}\n2d\nLike\nReply`,
      'Ann Bo\n2d\nThey sold it.\nAll reactions:\n4\nLike\nComment\nMost relevant\n',
    ),
    'threads-paste': of((index) => `${handle(index)}\n2d\n${wordsOf(index)}\nLike\n4\nReply\n2\nRepost\nShare`, 'View activity\n'),
    'bluesky-paste': of((index) => `${name(index)}\n@${handle(index)}.bsky.social\n·\n2h\n${wordsOf(index)}\n1\n2`),
    'x-paste': of((index) => `${name(index)}\n@ann_bo${index % 97}\n·\n2h\n${wordsOf(index)}\n1\n2\n3\n4K`, 'Post your reply\n'),
    'stocktwits-paste': of((index) => `${name(index)}\nBullish\n2 minutes ago\n$TARN ${wordsOf(index)}\n1\n2`),
    'instagram-paste': of((index) => `${handle(index)}'s profile picture\n${handle(index)}\n\n${wordsOf(index)}\n5d88 likesReply`),
    'tiktok-paste': of((index) => `${name(index)}\n${wordsOf(index)}\n8-30\nReply\n12`, 'TikTok\nComments\nAdd comment...\n'),
    'disqus-paste': of((index) => `Avatar\n${name(index)} • 2 days ago\n${wordsOf(index)}\n4 • Reply•Share ›`),
    'wordpress-paste': of((index) => `${name(index)} says:\nJune 5, 2026 at 3:14 pm\n${wordsOf(index)}\nReply`),
    'substack-paste': of(
      (index) => `${name(index)}\nSep 9\n${wordsOf(index)}\nExpand full comment\nLike (4)\nReply\nShare`,
      'Discussion about this post\n',
    ),
    'discourse-paste': of((index) => `ann${index % 97}\nOct 28\n${wordsOf(index)}\n\n2 Replies\n4\nReply`, 'Last reply\nSummarize\n'),
    'product-hunt-paste': of(
      (index) => `${name(index)}\nMaker\n${wordsOf(index)}\nUpvote (4)\nReport\nShare\n2d ago`,
      'Product Hunt\nBest\n',
    ),
    'slashdot-paste': of(
      (index) =>
        `Re:Sold (Score:2)\nby ${name(index)} ( 1234 ) on Monday June 02, 2025 @10:14AM (#${index})\n${wordsOf(index)}\nReply to This`,
    ),
    'seeking-alpha-paste': of(
      (index) => `User Avatar\n${name(index)}\n05 Jun. 2026, 9:12 AM\nComments (1.2K)\n${wordsOf(index)}\nReply\nLike (4)`,
    ),
    'chat-bracket-paste': of((index) => `[05/06/2026, 14:03] ${name(index)}: ${wordsOf(index)}`),
    'chat-dash-paste': of((index) => `05/06/2026, 14:03 - ${name(index)}: ${wordsOf(index)}`),
    'telegram-paste': of((index) => `${name(index)}, [05.06.2026 14:03]\n${wordsOf(index)}\n`),
    'chat-name-paste': of((index) => `${name(index % 7)}: ${wordsOf(index)}`),
    'slack-paste': of((index) => `${name(index)}\n  9:41 AM\n${wordsOf(index)}\n:eyes:\n2`, '#deals\nView thread\n'),
    'discord-paste': of((index) => `${name(index)}\n — \n06/05/2026 9:41 AM\n${wordsOf(index)}\n🌸\n2`, 'Text Channels\n'),
    'mastodon-paste': of((index) => `${name(index)}\n@${handle(index)}@sea.example\n${wordsOf(index)}\n2d\n1\n0\n3`, 'Live feeds\n'),
    'xenforo-paste': of(
      (index) => `${name(index)}\nActive member\n3y\n41\nJun 3, 2026\nAdd bookmark\n#${index + 1}\n${wordsOf(index)}\nReply`,
    ),
    'guardian-paste': of(
      (index) => `${handle(index)}\n19 Nov 2026 7.21\n81\n${wordsOf(index)}\nReply\nShare\nReport`,
      'Display threads\nExpanded\n',
    ),
    'page-paste': of((index) => `${name(index)}\nHull\n2 hours ago\n${wordsOf(index)}\nAnswer this\nThank (4)\n`),
    'list-paste': of((index) => `${index % 1000}. ${wordsOf(index)}`),
  }
}
