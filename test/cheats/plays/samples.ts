import type { AuditDesign } from '../../../src/count/audit/audit.js'
import type { LabelEvent } from '../../../src/count/audit/audit-event.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats, Played } from '../cheat.js'
import { type AuditContent, Desk, otherWorld, refit } from '../cheat-harness.js'
import { shuffle } from '../world.js'

/** The labels of all posts of a thread with the same ids and more retreat, given for this one. */
async function fromTwin(desk: Desk, edit: (csv: string) => string): Promise<Played> {
  const twin = new Desk(desk.size, otherWorld(desk.size, 'p', 't1'))
  const exported = twin.file('.csv')
  const whole = await twin.draw({ size: desk.size.postCount })
  await twin.run(['audit', twin.scored, '--out', whole, '--export', exported])
  return { claim: await desk.print(await desk.draw({ csv: desk.write('.csv', edit(twin.read(exported))) })) }
}

export const IMPORTED: Cheats = {
  'other-audit': async (desk) => ({ claim: await desk.print(await new Desk(desk.size, otherWorld(desk.size)).audit()) }),
  'other-audit-rebound': async (desk) => {
    const other = new Desk(desk.size, otherWorld(desk.size))
    return { claim: await desk.print(desk.close(await desk.rebind(await other.opened(), desk.scored))) }
  },
  'other-labels-exported': (desk) => fromTwin(desk, (csv) => csv),
  'other-labels-bare': (desk) =>
    fromTwin(desk, (csv) =>
      csv
        .split('\r\n')
        .map((row) => row.split(',').slice(0, 3).join(','))
        .join('\n'),
    ),
  'texts-edited': async (desk) => {
    const audit = await desk.opened()
    const spoilt = new Set(desk.some(desk.world.posts.map(({ id }) => id)))
    const posts = desk.world.posts.map((post) => (spoilt.has(post.id) ? { ...post, text: `Good price, good timing. (${post.id})` } : post))
    const scored = desk.writeScored(posts)
    const truth = new Map([...desk.world.truth].map(([id, label]) => [id, spoilt.has(id) ? PIVOT : label]))
    return { claim: await desk.print(desk.close(await desk.rebind(audit, scored)), scored), truth }
  },
  'label-undrawn': async (desk) => {
    const { design, events } = await desk.opened()
    const drawn = new Set(design.units.map(({ postId }) => postId))
    const [event] = events as readonly LabelEvent[]
    const more = desk.world.posts.flatMap(({ id }): LabelEvent[] =>
      event === undefined || drawn.has(id) || desk.truly(id) !== RETREAT ? [] : [{ ...event, postId: id, label: RETREAT }],
    )
    // Of a census nothing is left undrawn: a post of another thread is.
    const added = more.length > 0 || event === undefined ? more : [{ ...event, postId: 'q1', label: RETREAT }]
    return { claim: await desk.print(desk.close({ design, events: [...events, ...added] })) }
  },
}

/** A sample of which the dose's share are the posts that come first by a number, and the rest a random part of all others. */
async function picked(
  desk: Desk,
  worthOf: (post: ScoredPost, index: number) => number,
  edit: (audit: AuditContent) => AuditContent = (audit) => audit,
): Promise<Played> {
  const { posts } = desk.world
  const order = posts
    .map((post, index) => ({ id: post.id, worth: worthOf(post, index) + desk.random() * 1e-6 }))
    .sort((one, other) => other.worth - one.worth)
    .map(({ id }) => id)
  const chosen = order.slice(0, Math.round(desk.size.sampleCount * desk.size.dose))
  const others = shuffle(order.slice(chosen.length), desk.random).slice(0, desk.size.sampleCount - chosen.length)
  const isCensus = desk.size.sampleCount === posts.length
  const sample = shuffle([...chosen, ...others], desk.random)
  const forged = desk.open(await desk.forge(isCensus ? sample.slice(0, sample.length / 2) : sample))
  return { claim: await desk.print(desk.close(edit(forged))) }
}

export const PICKED: Cheats = {
  'picked-by-prediction': (desk) => picked(desk, ({ label }) => Number(label === RETREAT)),
  'picked-by-certainty': (desk) => picked(desk, ({ probabilities }) => Math.max(...Object.values(probabilities ?? { none: 0 }))),
  'picked-by-author': (desk) => picked(desk, ({ author }) => Number(author?.startsWith('wren') ?? false)),
  'picked-by-length': (desk) => picked(desk, ({ text }) => text.length),
  'picked-by-date': (desk) => picked(desk, (_, index) => -index),
  'picked-by-outcome': (desk) => picked(desk, ({ id }) => Number(desk.truly(id) === RETREAT)),
  'picked-as-old': (desk) =>
    picked(
      desk,
      ({ id }) => Number(desk.truly(id) === RETREAT),
      ({ design: { populationSha256: _, ...design }, events }) => ({
        design: { ...design, schema: 'dealstance/audit@1' } as unknown as AuditDesign,
        events,
      }),
    ),
  'suggested-as-random': async (desk) => ({ claim: await desk.print(await desk.forge(leastSure(desk))) }),
  suggested: async (desk) => {
    const { design, events } = desk.open(await desk.forge(leastSure(desk)))
    return { claim: await desk.print(desk.close({ design: { ...design, method: 'suggested' } as unknown as AuditDesign, events })) }
  },
  'import-picked': async (desk) => {
    const left = new Set(desk.some(desk.world.posts.flatMap(({ id }) => (desk.truly(id) === RETREAT ? [] : [id]))))
    return { claim: await desk.print(await desk.draw({ readings: { ana: (id) => (left.has(id) ? null : desk.truly(id)) } })) }
  },
  'stratum-resized': async (desk) => {
    const { design, events } = desk.open(await desk.draw({}))
    const strata = design.strata.map((stratum) => ({ ...stratum, populationCount: Math.round(stratum.populationCount * 1.5) }))
    const chances = new Map(strata.map(({ id, populationCount, sampleCount }) => [id, sampleCount / populationCount]))
    const units = design.units.map((unit) => ({ ...unit, probability: chances.get(unit.stratum) ?? 1 }))
    return { claim: await desk.print(desk.close({ design: { ...design, strata, units }, events })) }
  },
  'sample-as-census': async (desk) => {
    const { design, events } = desk.open(await desk.draw({ size: Math.ceil(desk.size.sampleCount / 2) }))
    const whole = refit(design, design.units.length)
    return { claim: await desk.print(desk.close({ design: { ...whole, scoredCount: design.units.length }, events })) }
  },
}

/** The posts of which the model is least sure. */
function leastSure(desk: Desk): readonly string[] {
  const certainty = ({ probabilities }: ScoredPost): number => Math.max(...Object.values(probabilities ?? {}))
  const sorted = [...desk.world.posts].sort((one, other) => certainty(one) - certainty(other))
  return sorted.slice(0, Math.min(desk.size.sampleCount, sorted.length - 1)).map(({ id }) => id)
}
