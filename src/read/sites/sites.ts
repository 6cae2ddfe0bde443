import bbc from './comments/bbc.json' with { type: 'json' }
import blogger from './comments/blogger.json' with { type: 'json' }
import coral from './comments/coral.json' with { type: 'json' }
import disqus from './comments/disqus.json' with { type: 'json' }
import guardian from './comments/guardian.json' with { type: 'json' }
import nyt from './comments/nyt.json' with { type: 'json' }
import outline from './comments/outline.json' with { type: 'json' }
import substack from './comments/substack.json' with { type: 'json' }
import wordpress from './comments/wordpress.json' with { type: 'json' }
import discourse from './forums/discourse.json' with { type: 'json' }
import fora from './forums/fora.json' with { type: 'json' }
import invision from './forums/invision.json' with { type: 'json' }
import mybb from './forums/mybb.json' with { type: 'json' }
import nodebb from './forums/nodebb.json' with { type: 'json' }
import phpbb from './forums/phpbb.json' with { type: 'json' }
import smf from './forums/smf.json' with { type: 'json' }
import vbulletin from './forums/vbulletin.json' with { type: 'json' }
import xenforo from './forums/xenforo.json' with { type: 'json' }
import bluesky from './networks/bluesky.json' with { type: 'json' }
import facebook from './networks/facebook.json' with { type: 'json' }
import github from './networks/github.json' with { type: 'json' }
import hackerNews from './networks/hacker-news.json' with { type: 'json' }
import instagram from './networks/instagram.json' with { type: 'json' }
import lemmy from './networks/lemmy.json' with { type: 'json' }
import linkedin from './networks/linkedin.json' with { type: 'json' }
import lobsters from './networks/lobsters.json' with { type: 'json' }
import mastodon from './networks/mastodon.json' with { type: 'json' }
import reddit from './networks/reddit.json' with { type: 'json' }
import seekingAlpha from './networks/seeking-alpha.json' with { type: 'json' }
import slashdot from './networks/slashdot.json' with { type: 'json' }
import stackExchange from './networks/stack-exchange.json' with { type: 'json' }
import stocktwits from './networks/stocktwits.json' with { type: 'json' }
import telegram from './networks/telegram.json' with { type: 'json' }
import threads from './networks/threads.json' with { type: 'json' }
import tiktok from './networks/tiktok.json' with { type: 'json' }
import x from './networks/x.json' with { type: 'json' }
import youtube from './networks/youtube.json' with { type: 'json' }

/**
 * Facts about a site or program: the form of its saved pages, and that of pages copied as
 * text.
 */
export interface SiteFile {
  /** Its hosts, the main one first. */
  readonly hosts?: readonly string[]
  /** Records of saved pages, one for each form of the site: see `html/parse-site-record.ts`. */
  readonly saved?: readonly object[]
  /** Records of copied pages: see `copied/layout.ts`. Of two that fit alike, the first is taken. */
  readonly copied?: readonly object[]
  /** Parts of patterns that the copied form names: `${name}`. */
  readonly patterns?: Readonly<Record<string, string>>
  /** Site whose patterns this one names too. */
  readonly uses?: string
}

/**
 * Every site, the preferred first. WordPress is the last: others use its classes too. A new site is
 * a file and a line here.
 */
export const SITE_FILES: Readonly<Record<string, SiteFile>> = {
  reddit,
  'hacker-news': hackerNews,
  bbc,
  nyt,
  disqus,
  substack,
  discourse,
  slashdot,
  'seeking-alpha': seekingAlpha,
  youtube,
  linkedin,
  facebook,
  threads,
  bluesky,
  x,
  stocktwits,
  instagram,
  tiktok,
  mastodon,
  xenforo,
  phpbb,
  guardian,
  outline,
  lobsters,
  telegram,
  lemmy,
  'stack-exchange': stackExchange,
  github,
  vbulletin,
  fora,
  invision,
  mybb,
  smf,
  nodebb,
  blogger,
  coral,
  wordpress,
}
