import type { Layout } from '../layout.js'

/** One title below each name, what the account counts and where it lives, then the time and the post's number. */
const BYLINE =
  '(?<name>short) [Name short long] badge{0,2} [count time furniture badge]{0,12} short? (?<time>time) [furniture button]{0,4} picture (?:(?<to>answered).{1,20}? more)?'

/** A forum of XenForo. What a post quotes is left out of it, and who wrote that is answered. */
export const XENFORO: Layout = {
  id: 'xenforo-paste',
  needsSign: true,
  name: 'a topic of a XenForo forum',
  sign: 'a name, its title and counts, "Thursday at 6:30 AM" and "#3" above the words',
  byline: BYLINE,
  root: BYLINE,
  words: {
    picture: '#\\d{1,7}',
    answered: '.{1,60} (?:said|wrote):',
    more: 'click to expand(?:\\.{3}|…)',
    count: '-?\\d{1,6} \\(\\d{1,6} / -?\\d{1,6}\\)',
    badge:
      'et subscriptor|subscriptor(?:\\+{1,2})?|ars staff|staff member|moderator|moderating|administrator|verified member|supporter|contributor|thread starter|original poster|op',
    furniture:
      '\\p{L}|last edited:? .{1,40}|add bookmark|joined|messages|reaction score|solutions|points|location|likes|trophy points|last edited by .{1,60}|reactions: ?.{0,120}',
    notice: 'you must log in or register to view this post\\.',
    button: 'upvote|downvote|like|quote|report|share|bookmark|edit',
    end: 'you must log in or register to reply here\\.?|similar threads|share:|community platform by xenforo.{0,40}',
  },
  signs:
    'add bookmark|click to expand(?:\\.{3}|…)|thread starter|community platform by xenforo.{0,60}|reaction score|\\d+ \\(\\d+ / -?\\d+\\)',
}
