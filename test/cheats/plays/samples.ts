import type { LabelEvent } from '../../../src/count/audit/audit-event.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats, Played } from '../cheat.js'
import { type AuditContent, CheatHarness, otherWorld, refit } from '../cheat-harness.js'
import { shuffle } from '../world.js'

/** The labels of all posts of a thread with the same ids and more retreat, given for this one. */
async function fromTwin(harness: CheatHarness, edit: (csv: string) => string): Promise<Played> {
  const twin = new CheatHarness(harness.size, otherWorld(harness.size, 'p', 't1'))
  const exported = twin.file('.csv')
  const whole = await twin.draw({ size: harness.size.postCount })
  await twin.run(['audit', twin.scored, '--out', whole, '--export', exported])
  return { claim: await harness.print(await harness.draw({ csv: harness.write('.csv', edit(twin.read(exported))) })) }
}

export const IMPORTED: Cheats = {
  'other-audit': {
    play: async (harness) => ({ claim: await harness.print(await new CheatHarness(harness.size, otherWorld(harness.size)).audit()) }),
  },
  'other-audit-rebound': {
    play: async (harness) => {
      const other = new CheatHarness(harness.size, otherWorld(harness.size))
      return { claim: await harness.print(harness.close(await harness.rebind(await other.opened(), harness.scored))) }
    },
  },
  'other-labels-exported': { play: (harness) => fromTwin(harness, (csv) => csv) },
  'other-labels-bare': {
    play: (harness) =>
      fromTwin(harness, (csv) =>
        csv
          .split('\r\n')
          .map((row) => row.split(',').slice(0, 3).join(','))
          .join('\n'),
      ),
  },
  'texts-edited': {
    play: async (harness) => {
      const audit = await harness.opened()
      const spoilt = new Set(harness.some(harness.world.posts.map(({ id }) => id)))
      const posts = harness.world.posts.map((post) =>
        spoilt.has(post.id) ? { ...post, text: `Good price, good timing. (${post.id})` } : post,
      )
      const scored = harness.writeScored(posts)
      const truth = new Map([...harness.world.truth].map(([id, label]) => [id, spoilt.has(id) ? PIVOT : label]))
      return { claim: await harness.print(harness.close(await harness.rebind(audit, scored)), scored), truth }
    },
  },
  'label-undrawn': {
    play: async (harness) => {
      const { design, events } = await harness.opened()
      const drawn = new Set(design.units.map(({ postId }) => postId))
      const [event] = events as readonly LabelEvent[]
      const more = harness.world.posts.flatMap(({ id }): LabelEvent[] =>
        event === undefined || drawn.has(id) || harness.truly(id) !== RETREAT ? [] : [{ ...event, postId: id, label: RETREAT }],
      )
      // Of a census nothing is left undrawn: a post of another thread is.
      const added = more.length > 0 || event === undefined ? more : [{ ...event, postId: 'q1', label: RETREAT }]
      return { claim: await harness.print(harness.close({ design, events: [...events, ...added] })) }
    },
  },
}

/** A sample of which the dose's share are the posts that come first by a number, and the rest a random part of all others. */
async function picked(
  harness: CheatHarness,
  worthOf: (post: ScoredPost, index: number) => number,
  edit: (audit: AuditContent) => AuditContent = (audit) => audit,
): Promise<Played> {
  const { posts } = harness.world
  const order = posts
    .map((post, index) => ({ id: post.id, worth: worthOf(post, index) + harness.random() * 1e-6 }))
    .sort((one, other) => other.worth - one.worth)
    .map(({ id }) => id)
  const chosen = order.slice(0, Math.round(harness.size.sampleCount * harness.size.dose))
  const others = shuffle(order.slice(chosen.length), harness.random).slice(0, harness.size.sampleCount - chosen.length)
  const isCensus = harness.size.sampleCount === posts.length
  const sample = shuffle([...chosen, ...others], harness.random)
  const forged = harness.open(await harness.forge(isCensus ? sample.slice(0, sample.length / 2) : sample))
  return { claim: await harness.print(harness.close(edit(forged))) }
}

export const PICKED: Cheats = {
  'picked-by-prediction': { play: (harness) => picked(harness, ({ label }) => Number(label === RETREAT)) },
  'picked-by-certainty': {
    play: (harness) => picked(harness, ({ probabilities }) => Math.max(...Object.values(probabilities ?? { none: 0 }))),
  },
  'picked-by-author': { play: (harness) => picked(harness, ({ author }) => Number(author?.startsWith('wren') ?? false)) },
  'picked-by-length': { play: (harness) => picked(harness, ({ text }) => text.length) },
  'picked-by-date': { play: (harness) => picked(harness, (_, index) => -index) },
  'picked-by-outcome': { play: (harness) => picked(harness, ({ id }) => Number(harness.truly(id) === RETREAT)) },
  'picked-as-old': {
    tells: /drawn by an older version, whose draw cannot be repeated/,
    play: (harness) =>
      picked(
        harness,
        ({ id }) => Number(harness.truly(id) === RETREAT),
        ({ design: { populationSha256: _, ...design }, events }) => ({
          design: { ...design, schema: 'dealstance/audit@1' },
          events,
        }),
      ),
  },
  'picked-as-forgotten': {
    tells: /taken out on request; the draw cannot be repeated/,
    play: (harness) =>
      picked(
        harness,
        ({ id }) => Number(harness.truly(id) === RETREAT),
        ({ design, events }) => ({
          design: { ...design, forgotten: { unitCount: 1, previousChain: '0'.repeat(64), isSeedChosen: false } },
          events,
        }),
      ),
  },
  'suggested-as-random': {
    play: async (harness) => {
      const suggested = await suggest(harness)
      return { claim: await harness.print(await harness.forge(harness.open(suggested).design.units.map(({ postId }) => postId))) }
    },
  },
  suggested: { play: async (harness) => ({ claim: await harness.print(await suggest(harness)) }) },
  'import-picked': {
    play: async (harness) => {
      const left = new Set(harness.some(harness.world.posts.flatMap(({ id }) => (harness.truly(id) === RETREAT ? [] : [id]))))
      return { claim: await harness.print(await harness.draw({ readings: { ana: (id) => (left.has(id) ? null : harness.truly(id)) } })) }
    },
  },
  'stratum-resized': {
    play: async (harness) => {
      const { design, events } = harness.open(await harness.draw({ argv: ['--stratify'] }))
      const isOurs = (id: string): boolean => id.includes(` | ${RETREAT} | `)
      const lacking = design.strata.reduce((sum, { id, populationCount }) => sum + (isOurs(id) ? populationCount : 0), 0)
      const strata = design.strata.map((stratum) => {
        const { populationCount: count, sampleCount } = stratum
        const others = harness.world.posts.length - lacking
        const changed = isOurs(stratum.id)
          ? Math.round(count * 1.5)
          : Math.max(sampleCount, Math.round(count * (1 - lacking / (2 * others))))
        return { ...stratum, populationCount: changed }
      })
      const chances = new Map(strata.map(({ id, populationCount, sampleCount }) => [id, sampleCount / populationCount]))
      const units = design.units.map((unit) => ({ ...unit, probability: chances.get(unit.stratum) ?? 1 }))
      return { claim: await harness.print(harness.close({ design: { ...design, strata, units }, events })) }
    },
  },
  'sample-as-census': {
    play: async (harness) => {
      const { design, events } = harness.open(await harness.draw({ size: Math.ceil(harness.size.sampleCount / 2) }))
      const whole = refit(design, design.units.length)
      return { claim: await harness.print(harness.close({ design: { ...whole, scoredCount: design.units.length }, events })) }
    },
  },
}

async function suggest(harness: CheatHarness): Promise<string> {
  return harness.draw({ argv: ['--suggest', String(Math.min(harness.size.sampleCount, harness.world.posts.length - 1))] })
}
