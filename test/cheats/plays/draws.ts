import type { Claim } from '../../../src/say/cite/cite.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import type { Cheats, Played } from '../cheat.js'
import { type CheatHarness, coderOf, type DrawChanges } from '../cheat-harness.js'
import { LABELS } from '../world.js'
import { liar } from './labels.js'

const DRAW_COUNT = 6

/** Of several draws the one whose labels say most retreat beyond what the model says of the same posts. */
async function bestOf(harness: CheatHarness, changesOf: (index: number) => DrawChanges) {
  const samples = new Set<string>()
  const chances = new Map(harness.world.posts.map(({ id, probabilities }) => [id, probabilities?.[RETREAT] ?? 0]))
  let chosen: { readonly audit: string; readonly scored: string; readonly share: number } | undefined
  for (let index = 0; index < DRAW_COUNT; index += 1) {
    const changes = { scored: harness.scored, ...changesOf(index) }
    const audit = await harness.draw(changes)
    const labels = harness.open(audit).events.flatMap((event) => (event.kind === 'label' ? [event] : []))
    samples.add(labels.map(({ label }) => label).join())
    const excess = labels.map(({ label, postId }) => Number(label === RETREAT) - (chances.get(postId) ?? 0))
    const share = excess.reduce((sum, one) => sum + one, 0) / labels.length
    if (chosen === undefined || share > chosen.share) chosen = { audit, scored: changes.scored, share }
  }
  if (chosen === undefined) throw new Error('expected a draw')
  return { ...chosen, isPowerless: samples.size === 1 || harness.size.sampleCount === harness.size.postCount }
}

/** Prints what the best of several draws says. */
async function best(harness: CheatHarness, changesOf: (index: number) => DrawChanges): Promise<Played> {
  const { audit, scored, isPowerless } = await bestOf(harness, changesOf)
  return { claim: await harness.print(audit, scored), isPowerless }
}

const bySeed = (index: number): DrawChanges => ({ argv: ['--seed', String(index + 1)] })

export const DRAWS: Cheats = {
  'best-of-seeds': {
    tells: /--seed|seed \d+|drawn \d+ times|own seed/i,
    play: (harness) => best(harness, bySeed),
  },
  'seed-hidden': {
    play: async (harness) => {
      const { audit, isPowerless } = await bestOf(harness, bySeed)
      return { claim: await harness.print(harness.close(await harness.rebind(harness.open(audit), harness.scored))), isPowerless }
    },
  },
  'best-of-sizes': {
    tells: /drawn \d+ times|samples? of \d+ sizes/i,
    play: (harness) => best(harness, (index) => ({ size: Math.ceil(harness.size.sampleCount * (0.6 + (0.4 * index) / DRAW_COUNT)) })),
  },
  'best-of-rerolls': {
    tells: /drawn \d+ times/i,
    play: (harness) =>
      best(harness, (count) => ({
        scored: harness.writeScored(
          harness.world.posts.map((post, index) => (index === 1 ? { ...post, text: post.text + ' '.repeat(count) } : post)),
        ),
      })),
  },
  'best-of-ids': {
    tells: /drawn \d+ times/i,
    play: async (harness) => {
      const renamed = (id: string, count: number): string => `${(Number(id.slice(1)) * 7919 * (count + 1)) % 100_003}-${id}`
      const truly = (id: string) => harness.truly(id.slice(id.indexOf('-') + 1))
      return best(harness, (count) => ({
        scored: harness.writeScored(
          harness.world.posts.map((post) => ({
            ...post,
            id: renamed(post.id, count),
            parentId: post.parentId === null ? null : renamed(post.parentId, count),
          })),
        ),
        readings: { ana: truly },
      }))
    },
  },
  'best-of-coders': {
    play: (harness) => {
      const erring = new Map<string, string>()
      const readingOf = (index: number) => (id: string) => {
        const key = `${index}:${id}`
        const given =
          erring.get(key) ??
          (harness.random() < harness.size.dose / 2 ? LABELS[Math.floor(harness.random() * 3)] : harness.truly(id)) ??
          NEITHER
        erring.set(key, given)
        return given
      }
      return best(harness, (index) => ({ readings: { ana: readingOf(index % 5) } }))
    },
  },
  'best-of-methods': { play: (harness) => best(harness, (index) => ({ argv: index % 2 === 0 ? [] : ['--stratify'] })) },
  'best-of-options': {
    play: async (harness) => {
      const audit = await harness.audit()
      const options = [[], ['--count', 'replies'], ['--count-duplicates', 'once'], ['--seed', '7']]
      const claims: Claim[] = []
      for (const argv of options) claims.push(await harness.cite(await harness.aggregate(audit, harness.scored, argv)))
      const retreatOf = (at: number): number => claims[at]?.shares.find(({ label }) => label === RETREAT)?.share ?? 0
      const [first = 0] = claims.map((_, index) => index).sort((one, other) => retreatOf(other) - retreatOf(one))
      const claim = claims[first]
      if (claim === undefined) throw new Error('expected a claim')
      return { claim }
    },
  },
}

/** Draws and labels with these readings. */
const labelled = async (harness: CheatHarness, readings: DrawChanges['readings']): Promise<Played> => ({
  claim: await harness.print(await harness.draw(readings === undefined ? {} : { readings })),
})

const PROGRAM = /same as the program's on \d+ of \d+/
/** Never "labelled by hand" where nobody said that the coder is a person. */
const UNKNOWN_KIND = /^(?!.*by hand)[\s\S]*Whether the coders are people or models is not recorded/

export const COPIES: Cheats = {
  'copies-model': { tells: PROGRAM, play: (harness) => labelled(harness, { ana: harness.predicted }) },
  'copies-mostly': {
    tells: PROGRAM,
    play: (harness) => {
      const read = new Set(harness.some([...harness.world.truth.keys()]))
      return labelled(harness, { ana: (id) => (read.has(id) ? harness.truly(id) : harness.predicted(id)) })
    },
  },
  'coder-is-model': { tells: UNKNOWN_KIND, play: (harness) => labelled(harness, { 'gpt-4o': liar(harness) }) },
  'coder-renamed': {
    play: async (harness) => {
      const { design, events } = harness.open(await harness.draw({ readings: { 'gpt-4o': liar(harness) } }))
      const asPerson = (text: string): string => text.replaceAll('gpt-4o', 'ana').replaceAll('"model"', '"person"')
      return { claim: await harness.print(harness.close({ design, events: JSON.parse(asPerson(JSON.stringify(events))) })) }
    },
  },
  'coder-is-unnamed-model': {
    play: (harness) => {
      const own = new Map(harness.world.posts.map(({ id }) => [id, harness.random() < 0.65 ? harness.truly(id) : RETREAT]))
      return labelled(harness, { ana: (id) => own.get(id) ?? null })
    },
  },
  anchored: {
    tells: PROGRAM,
    play: (harness) => {
      const errors = harness.world.posts.filter(({ id, label }) => label !== harness.truly(id)).map(({ id }) => id)
      const followed = new Set(harness.some(errors))
      return labelled(harness, { ana: (id) => (followed.has(id) ? harness.predicted(id) : harness.truly(id)) })
    },
  },
  echo: {
    play: (harness) => {
      const lie = liar(harness)
      return labelled(harness, { ana: lie, ben: lie })
    },
  },
  'many-names': {
    play: (harness) => {
      const lie = liar(harness)
      const part = (at: number) => (id: string) => (Number(id.slice(1)) % 3 === at ? lie(id) : null)
      return labelled(harness, { ana: part(0), ben: part(1), eva: part(2) })
    },
  },
  'random-coders': { play: (harness) => labelled(harness, { ana: atRandom(harness), ben: atRandom(harness) }) },
  'random-coder': { play: (harness) => labelled(harness, { ana: atRandom(harness) }) },
  'coder-deleted': {
    tells: /1 coder alone/,
    play: async (harness) => {
      const { design, events } = harness.open(await harness.draw({ readings: { ana: liar(harness), ben: harness.truly } }))
      return { claim: await harness.print(harness.close({ design, events: events.filter((event) => coderOf(event) === 'ana') })) }
    },
  },
  'coder-cut': {
    play: async (harness) => {
      const audit = await harness.draw({ readings: { ben: harness.truly, ana: liar(harness) } })
      const [design = '', ...events] = harness.read(audit).trimEnd().split('\n')
      const left = events.filter((line) => line.includes('"coder":"ana"'))
      return { claim: await harness.print(harness.write('.audit.jsonl', `${[design, ...left].join('\n')}\n`)) }
    },
  },
}

function atRandom({ random }: CheatHarness): (id: string) => string {
  const given = new Map<string, string>()
  return (id) => {
    const label = given.get(id) ?? LABELS[Math.floor(random() * 3)] ?? PIVOT
    given.set(id, label)
    return label
  }
}
