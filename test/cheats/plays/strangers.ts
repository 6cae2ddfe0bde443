import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats } from '../cheat.js'
import type { Desk } from '../cheat-harness.js'
import { type Change, copiesOf, each, originalOf, scene } from './scene.js'

/** Retreats are by four accounts, each with few enough posts to stay unnamed. */
const ofFew: Change = each(({ id, author }, at, desk) => (desk.truly(id) === RETREAT ? { author: `crow-${at % 4}` } : { author }))

/** One account in five spellings. */
const spelt: Change = each(({ author }, at) =>
  at % 6 === 0 ? { author: ['Bob', 'bob', 'BOB', 'Bob_', '_bob'][at % 5] ?? null } : { author },
)

/** A share of the posts answers another, whose parents are then taken out where they are against us. */
const withoutParents: Change = (posts, desk) => {
  const nested = posts.map((post, at) => (at > 3 ? { ...post, parentId: posts[Math.floor(at / 3)]?.id ?? null } : post))
  const gone = new Set(desk.some(nested.slice(1, nested.length / 3).filter(({ id }) => desk.truly(id) !== RETREAT)).map(({ id }) => id))
  return nested.filter(({ id }) => !gone.has(id))
}

/** A column of the table ties to the deal what says retreat, and the rest elsewhere. */
const tiedByOpinion: Change = each(({ id, meta, stances: [stance] }, _, desk) => {
  const dealId = desk.truly(id) === RETREAT ? 'deal-a' : 'deal-z'
  return {
    meta: { ...meta, rowDeals: [dealId] },
    deals: [dealId],
    stances: [{ ...(stance as ScoredPost['stances'][number]), dealId, by: 'given' }],
  }
})

/** Copies of one retreat, told apart by what stands behind. */
const nearCopies =
  (behind: (at: number) => string): Change =>
  (posts, desk) => {
    const words = 'They give up the plant and call what is left of it a plan'
    const copies = copiesOf(posts, desk, (_, at) => ({ author: `guest-${at}`, text: `${words} ${behind(at)}` }))
    // The world's own texts are of few words, and near to each other.
    const others = posts.map((post, at) => ({
      ...post,
      text: `${[0, 1, 2, 3, 4, 5, 6, 7].map((place) => wordOf(at * 8 + place)).join(' ')}`,
    }))
    return [...others, ...copies]
  }

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const wordOf = (at: number): string => [1, 26, 676].map((part) => LETTERS[Math.floor(at / part) % 26]).join('')

/** Two threads under one id: half of the replies answer a second opening post. */
const twoUnderOne: Change = (posts) => {
  const second = posts[1]
  return posts.map((post, at) => {
    if (at === 1) return { ...post, parentId: null, meta: { ...post.meta, role: 'root' as const } }
    return at % 2 === 1 ? { ...post, parentId: second?.id ?? null } : post
  })
}

/** One thread under twenty ids. */
const oneUnderTwenty: Change = each(({ threadId }, at) => ({ threadId: at === 0 ? threadId : `t${at % 20}` }))

const rows = (posts: readonly ScoredPost[], labelsOf: (post: ScoredPost, at: number) => readonly string[]): string[] => [
  'postId,coder,label,coderKind',
  ...posts.flatMap((post, at) => labelsOf(post, at).map((row) => `${post.id},${row}`)),
]
const truthOf = (desk: Desk, { id }: ScoredPost): string => desk.truly(originalOf(id)) ?? NEITHER

/** Plays of a stranger with the commands alone, and of files that say more than the sentence did. */
export const STRANGERS: Cheats = {
  'copies-without-probabilities': scene({
    before: each(({ stances }) => ({ probabilities: null, stances: stances.map((stance) => ({ ...stance, probabilities: null })) })),
    labels: (posts) => rows(posts, ({ label }) => [`ana,${label},person`]),
  }),
  'column-follows-opinion': scene({
    before: tiedByOpinion,
    options: () => ({ cite: ['--deal', 'deal-a'] }),
    tells: /of \d+ posts of the file being tied to the move by a column of the table/,
  }),
  'parents-left-out': scene({ before: withoutParents, tells: /at least \d+ posts? that others answer (is|are) missing/i }),
  'answers-left-out': scene({ before: (posts) => posts.filter(({ label, parentId }) => parentId === null || label !== PIVOT) }),
  'four-accounts': scene({ before: ofFew, tells: /retreat labels of known accounts come from [1-4] accounts/ }),
  'five-spellings': scene({ before: spelt, tells: /One account, its name in 5 spellings/i }),
  'copies-numbered': scene({ before: nearCopies(String), tells: /\d+ posts? of the file differs? from another post by one word/ }),
  'copies-of-other-word': scene({ before: nearCopies(wordOf), tells: /\d+ posts? of the file differs? from another post by one word/ }),
  'second-coder-picked': scene({
    labels: (posts, desk) =>
      rows(posts, (post, at) => [`ana,${truthOf(desk, post)},person`, ...(at % 7 < 4 ? [`ben,${truthOf(desk, post)},person`] : [])]),
    tells: /have no second label/,
  }),
  'two-threads-as-one': scene({ before: twoUnderOne, tells: /captured in these 2 threads/ }),
  'one-thread-as-twenty': scene({
    before: oneUnderTwenty,
    tells: /^(?![\s\S]*that others answer)[\s\S]*captured (?:in this thread|under \S+'s post)/,
  }),
  'model-called-editors': scene({
    before: each(() => ({ model: 'GPT-5, verified by three Reuters editors' })),
    tells: /a model \(“GPT-5, verified by three Reuters editors”\)/,
  }),
  'coders-called-experts': scene({
    labels: (posts, desk) => rows(posts, (post) => [`Three independent experts of MIT,${truthOf(desk, post)},person`]),
    tells: /^(?![\s\S]*independent experts)[\s\S]*one coder labelled/i,
  }),
  'sides-forced': scene({
    before: each(() => ({ options: { context: false, twoWay: true, minProbability: 0 } })),
    tells: /each made to take a side/,
  }),
  'deal-renamed': {
    play: async (desk) => {
      const drawn: string[] = []
      for (const name of ['acme-a', 'acme-b', 'acme-c', 'acme-d']) {
        const renamed = each(({ stances }) => ({ deals: [name], stances: stances.map((stance) => ({ ...stance, dealId: name })) }))
        const { design } = desk.open(await desk.draw({ scored: desk.writeScored(renamed(desk.world.posts, desk)) }))
        drawn.push(design.units.map(({ postId }) => postId).join())
      }
      if (new Set(drawn).size !== 1) throw new Error('expected one sample, whatever the deal is called')
      return { claim: await desk.print(await desk.audit()), isPowerless: true }
    },
  },
}
