import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { type Cheats, told } from '../cheat.js'
import { withLedger } from './posts.js'
import { type Change, copiesOf, each, eachOf, originalOf, type Scene, scene } from './scene.js'

/** A table of labels, a row or more for each post. */
const table =
  (head: string, rowsOf: (post: ScoredPost, label: string, at: number) => readonly string[]): NonNullable<Scene['labels']> =>
  (posts, desk) => [head, ...posts.flatMap((post, at) => rowsOf(post, desk.truly(originalOf(post.id)) ?? NEITHER, at))]

const marked = (node: 'advert' | 'bot'): Change => eachOf(PIVOT, ({ meta }) => ({ meta: { ...meta, node } }))

/** Posts that call it a shrewd pivot open threads, each with an answer: `--count replies` leaves them out. */
const opened: Change = (posts, desk) => {
  const isOpening = ({ id }: ScoredPost): boolean => desk.truly(id) === PIVOT
  const openings = posts.filter(isOpening)
  const others = posts.filter((post) => !isOpening(post))
  return [
    ...openings.map((post) => ({ ...post, parentId: null, meta: { ...post.meta, role: 'root' as const } })),
    ...others.slice(0, openings.length).map((post, at) => ({ ...post, parentId: openings[at]?.id ?? null })),
    ...others.slice(openings.length),
  ]
}

/** Copies of one post that says retreat, by many accounts, which scoring did not compare with each other. */
const copied =
  (wordsOf: (text: string, at: number) => string): Change =>
  (posts, desk) => [...posts, ...copiesOf(posts, desk, ({ text }, at) => ({ author: `guest-${at}`, text: wordsOf(text, at) }))]

/** Part of the posts that are against us are left out. */
const filtered: Change = (posts, desk) => {
  const gone = new Set(desk.some(posts.filter(({ id, parentId }) => parentId !== null && desk.truly(id) !== RETREAT)))
  return posts.filter((post) => !gone.has(post))
}

const DEALS = ['deal-a', 'deal-b'] as const

/** A third of the posts on one deal, a third on the other, a third on both. */
const onTwoDeals: Change = each(({ stances: [stance] }, at) => {
  const dealIds = at % 3 === 2 ? DEALS : [DEALS[at % 3] as string]
  return { deals: dealIds, stances: dealIds.map((dealId) => ({ ...(stance as ScoredPost['stances'][number]), dealId })) }
})

/** Posts that carry the record of their deal. */
const about = (mover: string): Change =>
  each(({ meta }, at) =>
    at === 0 ? { meta: { ...meta, capture: { deals: [{ id: 'deal-a', mover, move: `${mover} sells a plant.` }] } } } : {},
  )

export const FILES: Cheats = {
  'rows-resorted': scene({ after: (posts) => [...posts].sort((one, other) => (one.text < other.text ? -1 : 1)) }),
  'files-swapped': told(/^(?![\s\S]*changed after the sample was picked)[\s\S]*2 files, one after the other/, async (desk) => {
    const { posts } = desk.world
    const halves = [posts.filter((_, at) => at % 2 === 0), posts.filter((_, at) => at % 2 === 1)].map((half) => desk.writeScored(half))
    const [one = '', other = ''] = halves
    const audit = desk.file('.audit.jsonl')
    const labels = desk.write('.csv', ['postId,coder,label', ...posts.map(({ id }) => `${id},ana,${desk.truly(id)}`)].join('\n'))
    await desk.run(['audit', one, other, '--size', String(desk.size.sampleCount), '--import', labels, '--out', audit])
    return { text: await desk.run(['cite', other, one, '--audit', audit, '--max-width', '30']) }
  }),
  'answers-moved': scene({ after: opened, options: () => ({ cite: ['--count', 'replies'] }) }),
  'marked-later': scene({ after: marked('advert') }),
  'bots-marked': scene({ before: marked('bot'), tells: /Set aside and not counted: \d+ as bot/ }),
  'answers-taken': scene({
    after: each((post) => {
      const unsure = { label: null, status: 'unsure' as const }
      return { ...unsure, reason: 'below 0.9', stances: post.stances.map((stance) => ({ ...stance, ...unsure })) }
    }),
    tells: /model's answers changed after the sample was picked; the shares rest on the earlier answers/,
  }),
  'account-split': scene({
    before: eachOf(RETREAT, () => ({ author: 'one' })),
    after: each((_, at) => ({ author: at % 2 === 0 ? null : `guest-${at}` })),
  }),
  'accounts-doubled': scene({
    after: each(({ author }, at) => ({ author: `${author}-${at % 2}` })),
    tells: /names of authors changed after the sample was picked/,
  }),
  pseudonyms: scene({ after: each(({ author }) => ({ author: Buffer.from(author ?? '').toString('hex') })) }),
  'years-apart': scene({ before: eachOf(RETREAT, () => ({ createdAt: '2019-03-14T10:00:00.000Z' })), tells: /more than a year/ }),
  'times-of-zero': scene({ before: each(() => ({ createdAt: '1970-01-01T00:00:00.000Z' })), tells: /Posted 1 January 1970/ }),
  filtered: scene({ before: filtered }),
  'copies-unflagged': scene({ before: copied((text) => text), tells: /\d+ posts? of the file repeats? the words of / }),
  'copies-varied': scene({ before: copied((text, at) => `${text} ${'Again and again and again. '.repeat(at)}`) }),
  'ledger-of-more': scene({
    before: (posts, desk) => filtered(withLedger(posts, posts.length - 1), desk),
    tells: /Captured: (\d+) of the (?!\1 )\d+ replies known to exist/,
  }),
  'ledger-of-none': scene({ before: (posts) => withLedger(posts, 0, 0), tells: /Captured: [1-9]\d* of the/ }),
  'thread-without-ledger': scene({
    before: (posts) => {
      const half = posts.slice(0, posts.length / 2)
      return [...withLedger(half, half.length - 1), ...posts.slice(half.length).map((post) => ({ ...post, threadId: 't2' }))]
    },
    tells: /Captured: [\s\S]*does not say how many replies exist in 1 of 2 threads[\s\S]*Assumed/,
  }),
}

const ALONE = /^(?![\s\S]*settled by)[\s\S]*one coder labelled the sample/

export const LABELS_OF_USERS: Cheats = {
  'ids-rounded': scene({ labels: table('postId,coder,label', ({ id }, label) => [`${id.slice(0, 2)}E+18,ana,${label}`]) }),
  'neither-left-blank': scene({ labels: table('postId,coder,label', ({ id }, label) => [`${id},ana,${label === NEITHER ? '' : label}`]) }),
  'adjudicator-alone': scene({
    labels: table('postId,coder,label,adjudication', ({ id }, label) => [`${id},eva,${label},yes`]),
    tells: ALONE,
  }),
  'adjudicator-of-own': scene({
    labels: table('postId,coder,label,adjudication', ({ id }, label, at) => [
      `${id},ana,${label},`,
      `${id},ben,${at % 7 === 0 ? RETREAT : label},`,
      ...(at % 7 === 0 ? [`${id},ben,${RETREAT},yes`] : []),
    ]),
    tells: /settled by one of the coders \(\d+\)/,
  }),
  'adjudicator-is-model': scene({
    labels: table('postId,coder,label,adjudication,coderKind', ({ id }, label, at) => [
      `${id},ana,${label},,person`,
      `${id},ben,${at % 7 === 0 ? RETREAT : label},,person`,
      `${id},gpt,${RETREAT},yes,model`,
    ]),
    tells: /people and a model[\s\S]*settled by a further coder/,
  }),
}

const ofDeal = (deal: string) => ({ cite: ['--deal', deal] })

export const DEALS_OF_USERS: Cheats = {
  'deals-labelled-alike': scene({ before: onTwoDeals, options: () => ({ audit: ['--all-deals'], ...ofDeal('deal-b') }) }),
  'other-deal-labelled': scene({
    before: onTwoDeals,
    labels: table('postId,coder,label,dealId', ({ id, deals }, label) => (deals.includes('deal-b') ? [`${id},ana,${label},deal-b`] : [])),
    options: () => ofDeal('deal-a'),
  }),
  'tied-otherwise': scene({ before: about('Acme'), after: (posts, desk) => onTwoDeals(posts, desk), options: () => ofDeal('deal-a') }),
  'mover-changed': scene({ before: about('Acme'), after: about('Zenith') }),
}
