import { expect, it } from 'vitest'
import type { SourceId } from '../../src/read/sources.js'
import { SOURCE_LIST } from '../../src/read/sources.js'
import { parseJsonRecords } from '../../src/read/table/parse-jsonl.js'
import { COVERED_SOURCES, describeImporter } from './importer.js'

describeImporter({
  source: 'x-api',
  fixtures: ['x-api-pages.jsonl', 'x-api-flat.jsonl', 'x-api-array.json'],
})
describeImporter({
  source: 'x-web',
  fixtures: ['x-web-zeeschuimer.ndjson', 'x-web-4cat.ndjson'],
  countRecords: (text) => [...parseJsonRecords(text)].length,
})
describeImporter({ source: 'bluesky', fixtures: ['bluesky-v1.json', 'bluesky-v1-lines.jsonl'] })
describeImporter({
  source: 'mastodon',
  fixtures: [
    'mastodon-status-context.json',
    'mastodon-context.json',
    'mastodon-status.json',
    'mastodon-array.json',
  ],
})
describeImporter({ source: 'reddit', fixtures: ['reddit/dump.jsonl', 'reddit/listing.json'] })
describeImporter({
  source: 'hacker-news',
  fixtures: ['hacker-news/item.json', 'hacker-news/hits.json'],
})
describeImporter({
  source: 'reddit-paste',
  fixtures: ['paste/reddit-old.txt', 'paste/reddit-levels.txt', 'paste/reddit-new.txt'],
})
describeImporter({ source: 'hn-paste', fixtures: ['paste/hn.txt'] })
describeImporter({ source: 'youtube-paste', fixtures: ['paste/youtube.txt'] })
describeImporter({ source: 'mail-paste', fixtures: ['mail/mail.txt'] })
describeImporter({ source: 'x-v1', fixtures: ['x/v1-twarc1.jsonl', 'x/v1-search.json'] })
describeImporter({ source: 'x-web', fixtures: ['x/graphql.jsonl', 'x/capture.har'] })
describeImporter({
  source: 'youtube',
  fixtures: [
    'youtube/api-comment-threads.json',
    'youtube/api-items.jsonl',
    'youtube/yt-dlp.info.json',
    'youtube/downloader.jsonl',
  ],
})
describeImporter({ source: 'x-shares', fixtures: ['x/shares.txt'], isPlain: true })
describeImporter({
  source: 'zeeschuimer',
  fixtures: ['tiktok-posts', 'tiktok-comments', 'instagram', 'threads', 'linkedin'].map(
    (name) => `social/${name}.ndjson`,
  ),
  countRecords: (text) => [...parseJsonRecords(text)].length,
})
describeImporter({ source: 'bluesky', fixtures: ['bluesky/feed.json', 'bluesky/search.json'] })
describeImporter({ source: 'discord', fixtures: ['chat/discord.json'] })
describeImporter({ source: 'telegram', fixtures: ['chat/telegram.json', 'chat/telegram-all.json'] })
describeImporter({ source: 'discourse', fixtures: ['forum/discourse-topic.json'] })
describeImporter({ source: 'article', fixtures: ['article.txt'], isPlain: true })
describeImporter({ source: 'mastodon', fixtures: ['forum/mastodon-search.json'] })
describeImporter({ source: 'disqus', fixtures: ['forum/disqus.xml'] })
describeImporter({ source: 'wordpress', fixtures: ['forum/wordpress.xml'] })
describeImporter({ source: 'markdown-table', fixtures: ['table/markdown.md'], isPlain: true })
describeImporter({ source: 'jsonl', fixtures: ['table/posts.jsonl'], isPlain: true })
describeImporter({
  source: 'json',
  fixtures: ['table/posts.json', 'table/nested.json'],
  isPlain: true,
})
describeImporter({
  source: 'csv',
  fixtures: ['table/pandas-x.csv', 'table/reddit-comments.csv'],
  isPlain: true,
})
describeImporter({ source: 'tsv', fixtures: ['table/youtube-data-tools.tsv'], isPlain: true })
describeImporter({ source: 'paste', fixtures: ['../known/x-starbucks-china.txt'], isPlain: true })

describeImporter({ source: 'page-paste', fixtures: ['../layouts/page-8.txt'], isPlain: true })

const NETWORKS = [
  'youtube',
  'linkedin',
  'facebook',
  'threads',
  'bluesky',
  'x',
  'instagram',
  'tiktok',
]
const MARKETS = ['stocktwits', 'seeking-alpha']
const SITES = ['disqus', 'wordpress', 'substack', 'discourse', 'slashdot']
/** Copied pages in their desktop form. */
for (const site of [...NETWORKS, ...MARKETS, ...SITES]) {
  const name = `${site.replace('-', '')}-desktop`
  describeImporter({ source: `${site}-paste` as SourceId, fixtures: [`../layouts/${name}.txt`] })
}
/** Copied pages without a desktop form, the first of three. */
for (const name of [
  'mastodon-6',
  'xenforo-6',
  'phpbb-8',
  'guardian-6',
  'outline-9',
  'bbc-11',
  'nyt-11',
  'coral-11',
  'smf-11',
  'fora-12',
  'github-11',
  'lemmy-11',
  'telegram-1',
]) {
  describeImporter({
    source: `${name.replace(/-\d+$/, '')}-paste` as SourceId,
    fixtures: [`../layouts/${name}.txt`],
  })
}

describeImporter({
  source: 'html',
  fixtures: ['hacker-news', 'hacker-news-2012', 'x', 'xenforo-2', 'youtube', 'wordpress'].map(
    (name) => `html/${name}.html`,
  ),
})

it('every source keeps to the contract', () => {
  expect(SOURCE_LIST.map(({ id }) => id).filter((id) => !COVERED_SOURCES.has(id))).toEqual([])
})
