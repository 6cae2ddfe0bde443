import type { Layout } from '../layout.js'

/** Who is answered stands below the name, both in one word, recommendations below the time. */
export const GUARDIAN: Layout = {
  id: 'guardian-paste',
  needsSign: true,
  name: 'comments of the Guardian',
  sign: 'a name, who is answered and "19 Nov 2026 7.21", then "Reply", "Share", "Report"',
  byline:
    '(?<name>handle|Name) furniture? (?<to>handle|Name)? (?<time>time) badge{0,2} (?:count (?=[badge furniture Name short long handle]))? [badge furniture]{0,3}',
  words: {
    handle: '[\\p{L}\\p{N}_.-]{2,40}',
    time: '\\d{1,2} \\p{L}{3,9} \\d{4} \\d{1,2}[.:]\\d{2}(?: (?:gmt|bst))?',
    badge: 'guardian pick|contributor|(?:guardian )?staff|moderator',
    furniture: 'jump to comment|last|next|prev(?:ious)?|first|[→↪➤]',
    button: 'share|report',
    notice: "this comment was removed by a moderator because it didn[’']t abide .{1,200}",
    more: 'show \\d+ more repl(?:y|ies)',
    heading: 'display threads|expanded|(?:un)?threaded|collapsed|displaying (?:threads|comments) .{1,40}',
    end: 'view more comments|more on this story|most viewed',
  },
  signs:
    'guardian pick|display(?:ing)? threads.{0,40}|this comment was removed by a moderator because .{1,200}|jump to comment|(?:.{1,40} )?guardian .{0,60}',
}
