import type { Layout } from '../layout.js'

const HANDLE = '@[\\w.-]{1,60}@[\\p{L}\\p{N}-]{1,60}(?:\\.[\\p{L}\\p{N}-]{1,60}){1,4}'
const BYLINE =
  '(?:(?<time>time) (?=furniture? words furniture? handle) furniture?)? (?<name>words) furniture? (?<handle>handle) [badge furniture]{0,3}'

/** The server stands behind each handle; the time above the name, or below the words. */
export const MASTODON: Layout = {
  id: 'mastodon-paste',
  carriesHandles: true,
  name: 'a thread of Mastodon',
  sign: 'a name and "@name@server", words, then "2d" and counts',
  byline: BYLINE,
  root: BYLINE,
  words: {
    handle: HANDLE,
    time: '\\d{1,3}[smhdwy]\\*',
    furniture:
      'boosts?|favou?rites?|:\\w{2,40}:|[🌐🔓🔒✉️🌙]|edited .{1,30}|show (?:more|less|content)|translate(?:d from .{1,40})?|automated',
    badge: 'automated|bot|edited .{1,20}',
    count: '\\d{1,3}\\+',
    reply: '(?!)',
    end: 'explore|live feeds|login to follow profiles .{1,160}|mastodon: .{1,120}|about this (?:server|profile)',
  },
  signs: `${HANDLE}|.{1,80}social network powered by mastodon\\.|boosts?|favou?rites?|live feeds|search or paste url|server stats:|mastodon: .{1,120}`,
  countLimit: 3,
  chips: { isCertain: true, hasAt: true },
}
