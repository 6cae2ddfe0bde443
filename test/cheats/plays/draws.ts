import type { Claim } from '../../../src/say/cite/cite.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { type Cheats, type Played, told } from '../cheat.js'
import { coderOf, type Desk, type DrawChanges } from '../cheat-harness.js'
import { LABELS } from '../world.js'
import { liar } from './labels.js'

const DRAW_COUNT = 6

/** Of several draws the one whose labels say most retreat beyond what the model says of the same posts. */
async function bestOf(desk: Desk, changesOf: (index: number) => DrawChanges) {
  const samples = new Set<string>()
  const chances = new Map(desk.world.posts.map(({ id, probabilities }) => [id, probabilities?.[RETREAT] ?? 0]))
  let chosen: { readonly audit: string; readonly scored: string; readonly share: number } | undefined
  for (let index = 0; index < DRAW_COUNT; index += 1) {
    const changes = { scored: desk.scored, ...changesOf(index) }
    const audit = await desk.draw(changes)
    const labels = desk.open(audit).events.flatMap((event) => (event.kind === 'label' ? [event] : []))
    samples.add(labels.map(({ label }) => label).join())
    const excess = labels.map(({ label, postId }) => Number(label === RETREAT) - (chances.get(postId) ?? 0))
    const share = excess.reduce((sum, one) => sum + one, 0) / labels.length
    if (chosen === undefined || share > chosen.share) chosen = { audit, scored: changes.scored, share }
  }
  if (chosen === undefined) throw new Error('expected a draw')
  return { ...chosen, isPowerless: samples.size === 1 || desk.size.sampleCount === desk.size.postCount }
}

/** Prints what the best of several draws says. */
async function best(desk: Desk, changesOf: (index: number) => DrawChanges): Promise<Played> {
  const { audit, scored, isPowerless } = await bestOf(desk, changesOf)
  return { claim: await desk.print(audit, scored), isPowerless }
}

const bySeed = (index: number): DrawChanges => ({ argv: ['--seed', String(index + 1)] })

export const DRAWS: Cheats = {
  'best-of-seeds': told(/--seed|seed \d+|drawn \d+ times|own seed/i, (desk) => best(desk, bySeed)),
  'seed-hidden': async (desk) => {
    const { audit, isPowerless } = await bestOf(desk, bySeed)
    return { claim: await desk.print(desk.close(await desk.rebind(desk.open(audit), desk.scored))), isPowerless }
  },
  'best-of-sizes': told(/drawn \d+ times|samples? of \d+ sizes/i, (desk) =>
    best(desk, (index) => ({ size: Math.ceil(desk.size.sampleCount * (0.6 + (0.4 * index) / DRAW_COUNT)) })),
  ),
  'best-of-rerolls': told(/drawn \d+ times/i, (desk) =>
    best(desk, (count) => ({
      scored: desk.writeScored(
        desk.world.posts.map((post, index) => (index === 1 ? { ...post, text: post.text + ' '.repeat(count) } : post)),
      ),
    })),
  ),
  'best-of-ids': told(/drawn \d+ times/i, async (desk) => {
    const renamed = (id: string, count: number): string => `${(Number(id.slice(1)) * 7919 * (count + 1)) % 100_003}-${id}`
    const truly = (id: string) => desk.truly(id.slice(id.indexOf('-') + 1))
    return best(desk, (count) => ({
      scored: desk.writeScored(
        desk.world.posts.map((post) => ({
          ...post,
          id: renamed(post.id, count),
          parentId: post.parentId === null ? null : renamed(post.parentId, count),
        })),
      ),
      readings: { ana: truly },
    }))
  }),
  'best-of-coders': (desk) => {
    const erring = new Map<string, string>()
    const readingOf = (index: number) => (id: string) => {
      const key = `${index}:${id}`
      const given =
        erring.get(key) ?? (desk.random() < desk.size.dose / 2 ? LABELS[Math.floor(desk.random() * 3)] : desk.truly(id)) ?? NEITHER
      erring.set(key, given)
      return given
    }
    return best(desk, (index) => ({ readings: { ana: readingOf(index % 5) } }))
  },
  'best-of-options': async (desk) => {
    const audit = await desk.audit()
    const options = [[], ['--count', 'replies'], ['--seed', '7']]
    const claims: Claim[] = []
    for (const argv of options) claims.push(await desk.print(audit, desk.scored, argv))
    const retreatOf = (at: number): number => claims[at]?.shares.find(({ label }) => label === RETREAT)?.share ?? 0
    const [first = 0] = claims.map((_, index) => index).sort((one, other) => retreatOf(other) - retreatOf(one))
    const claim = claims[first]
    if (claim === undefined) throw new Error('expected a claim')
    return { claim }
  },
}

/** Draws and labels with these readings. */
const labelled = async (desk: Desk, readings: DrawChanges['readings']): Promise<Played> => ({
  claim: await desk.print(await desk.draw(readings === undefined ? {} : { readings })),
})

const PROGRAM = /equal the model's on \d+ of \d+ posts(?: of the audit|\.)/
const DEALT = /as labels given at random would: they may belong to other posts, or be shifted by a row/
const SWAPPED = new Map([
  [RETREAT, PIVOT],
  [PIVOT, RETREAT],
])
/** Never "labelled by hand" where nobody said that the coder is a person. */
const UNKNOWN_KIND = /^(?!.*by hand)[\s\S]*The audit does not record whether the coders are people or models/

export const COPIES: Cheats = {
  'copies-model': { tells: PROGRAM, play: (desk) => labelled(desk, { ana: desk.predicted }) },
  'copies-mostly': told(PROGRAM, (desk) => {
    const read = new Set(desk.some([...desk.world.truth.keys()]))
    return labelled(desk, { ana: (id) => (read.has(id) ? desk.truly(id) : desk.predicted(id)) })
  }),
  'coder-is-model': { tells: UNKNOWN_KIND, play: (desk) => labelled(desk, { 'gpt-4o': liar(desk) }) },
  'coder-renamed': async (desk) => {
    const { design, events } = desk.open(await desk.draw({ readings: { 'gpt-4o': liar(desk) } }))
    const asPerson = (text: string): string => text.replaceAll('gpt-4o', 'ana').replaceAll('"model"', '"person"')
    return { claim: await desk.print(desk.close({ design, events: JSON.parse(asPerson(JSON.stringify(events))) })) }
  },
  'coder-is-unnamed-model': (desk) => {
    const own = new Map(desk.world.posts.map(({ id }) => [id, desk.random() < 0.65 ? desk.truly(id) : RETREAT]))
    return labelled(desk, { ana: (id) => own.get(id) ?? null })
  },
  anchored: told(PROGRAM, (desk) => {
    const errors = desk.world.posts.filter(({ id, label }) => label !== desk.truly(id)).map(({ id }) => id)
    const followed = new Set(desk.some(errors))
    return labelled(desk, { ana: (id) => (followed.has(id) ? desk.predicted(id) : desk.truly(id)) })
  }),
  echo: (desk) => {
    const lie = liar(desk)
    return labelled(desk, { ana: lie, ben: lie })
  },
  'many-names': (desk) => {
    const lie = liar(desk)
    const part = (at: number) => (id: string) => (Number(id.slice(1)) % 3 === at ? lie(id) : null)
    return labelled(desk, { ana: part(0), ben: part(1), eva: part(2) })
  },
  'sides-swapped': { tells: DEALT, play: (desk) => labelled(desk, { ana: (id) => SWAPPED.get(desk.truly(id) ?? '') ?? NEITHER }) },
  'row-shifted': told(DEALT, (desk) => {
    const ids = desk.world.posts.map(({ id }) => id)
    return labelled(desk, { ana: (id) => desk.truly(ids[(ids.indexOf(id) + 1) % ids.length] ?? '') })
  }),
  'random-coders': (desk) => labelled(desk, { ana: atRandom(desk), ben: atRandom(desk) }),
  'random-coder': (desk) => labelled(desk, { ana: atRandom(desk) }),
  'coder-deleted': told(/one coder labelled the sample/, async (desk) => {
    const { design, events } = desk.open(await desk.draw({ readings: { ana: liar(desk), ben: desk.truly } }))
    return { claim: await desk.print(desk.close({ design, events: events.filter((event) => coderOf(event) === 'ana') })) }
  }),
  'coder-cut': async (desk) => {
    const audit = await desk.draw({ readings: { ben: desk.truly, ana: liar(desk) } })
    const [design = '', ...events] = desk.read(audit).trimEnd().split('\n')
    const left = events.filter((line) => line.includes('"coder":"ana"'))
    return { claim: await desk.print(desk.write('.audit.jsonl', `${[design, ...left].join('\n')}\n`)) }
  },
}

function atRandom({ random }: Desk): (id: string) => string {
  const given = new Map<string, string>()
  return (id) => {
    const label = given.get(id) ?? LABELS[Math.floor(random() * 3)] ?? PIVOT
    given.set(id, label)
    return label
  }
}
