import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Random, seededRandom } from '../../src/base/statistics/random/seeded-random.js'
import type { AuditDesign, AuditUnit } from '../../src/count/audit/audit.js'
import type { AuditEvent, LabelEvent } from '../../src/count/audit/audit-event.js'
import { chainLines } from '../../src/count/audit/audit-file.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { type Claim, renderClaimTable } from '../../src/say/cite/cite.js'
import { PIVOT, RETREAT } from '../count/scored-posts.js'
import { newFolder, runCli } from '../shell/cli/cli-harness.js'
import { fromJsonl, toJsonl } from '../support/jsonl.js'
import { makeWorld, type Shape, type Size, sharesOf, THREAD, type World } from './world.js'

/** A command that would not: its exit code and the error's. */
export class Refusal extends Error {
  readonly code: string

  constructor(code: string, stderr: string) {
    super(`${code}: ${stderr}`)
    this.code = code
  }
}

/** What an audit file holds, without the links of its chain. */
export interface AuditContent {
  readonly design: AuditDesign
  readonly events: readonly AuditEvent[]
}

/** What a coder says of a post; null for nothing. */
export type Reading = (postId: string) => string | null

export interface DrawChanges {
  readonly scored?: string
  readonly size?: number
  /** Labels, coder by coder. */
  readonly readings?: { readonly [coder: string]: Reading }
  readonly csv?: string
  readonly argv?: readonly string[]
}

/** Honest audits. */
const HONEST = new WeakMap<World, Promise<string>>()

const BAD_DATA = 65

/** Where a cheat is played: a world, its files, and the commands. */
export class Desk {
  readonly world: World
  readonly random: Random
  private readonly folder = newFolder()
  private fileCount = 0
  readonly size: Size
  /** Path of the honest scored posts. */
  readonly scored: string

  constructor(size: Size, world: World) {
    this.size = size
    this.world = world
    this.random = seededRandom(size.postCount + Math.round(size.dose * 10))
    this.scored = this.writeScored(this.world.posts)
  }

  /** What the post says. */
  readonly truly: Reading = (postId) => this.world.truth.get(postId) ?? null

  /** What the model says of it. */
  readonly predicted: Reading = (postId) => this.world.posts.find(({ id }) => id === postId)?.label ?? null

  file(ending: string): string {
    this.fileCount += 1
    return this.folder.path(`${this.fileCount}${ending}`)
  }

  write(ending: string, text: string): string {
    const path = this.file(ending)
    writeFileSync(path, text)
    return path
  }

  writeScored(posts: readonly ScoredPost[]): string {
    return this.write('.scored.jsonl', toJsonl(posts))
  }

  read(path: string): string {
    return readFileSync(path, 'utf8')
  }

  /** Draws and labels as a user would: from a CSV file with the labels of all posts. */
  async draw({ scored = this.scored, size = this.size.sampleCount, readings, csv, argv = [] }: DrawChanges = {}): Promise<string> {
    const ids = readIds(this.read(scored))
    const rows = Object.entries(readings ?? { ana: this.truly }).flatMap(([coder, reading]) =>
      ids.map((id) => `${id},${coder},${reading(id) ?? ''}`),
    )
    const labels = csv ?? this.write('.csv', `${['postId,coder,label', ...rows].join('\n')}\n`)
    const out = this.file('.audit.jsonl')
    await this.run(['audit', scored, '--size', String(size), '--import', labels, '--out', out, ...argv])
    return out
  }

  /** The honest audit of the honest posts, drawn once for each world; it lies beside the other files. */
  async audit(): Promise<string> {
    const honest = HONEST.get(this.world) ?? this.draw().then((path) => this.read(path))
    HONEST.set(this.world, honest)
    return this.write('.audit.jsonl', await honest)
  }

  async opened(): Promise<AuditContent> {
    return this.open(await this.audit())
  }

  /** Its events stand in the order in which the judgements were drawn. */
  open(path: string): AuditContent {
    const [design, ...events] = this.read(path)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line.replace(/,"chain":"[0-9a-f]+"\}$/, '}')))
    const places = new Map((design as AuditDesign).units.map(({ postId }, index) => [postId, index]))
    const placeOf = (event: AuditEvent): number => (event.kind === 'label' ? (places.get(event.postId) ?? 0) : 0)
    return { design, events: (events as AuditEvent[]).sort((one, other) => placeOf(one) - placeOf(other)) }
  }

  /** Writes an audit file with a chain of its own. */
  close({ design, events }: AuditContent): string {
    return this.write('.audit.jsonl', chainLines([design, ...events]).text)
  }

  /** The design's units and strata under whatever else a fresh draw from these posts would say of them. */
  async rebind({ design, events }: AuditContent, scored: string): Promise<AuditContent> {
    const fresh = this.open(await this.draw({ scored })).design
    return { design: { ...fresh, method: design.method, size: design.size, strata: design.strata, units: design.units }, events }
  }

  /** An audit of these posts, written as a uniform draw from the honest ones, with true labels. */
  async forge(postIds: readonly string[]): Promise<string> {
    const { design, events } = await this.opened()
    const [unit] = design.units
    const [event] = events.filter((one): one is LabelEvent => one.kind === 'label')
    if (unit === undefined || event === undefined) throw new Error('expected a drawn and labelled judgement')
    const units = postIds.map((postId): AuditUnit => ({ ...unit, postId }))
    return this.close({
      design: refit({ ...design, units }, this.world.posts.length),
      events: postIds.map((postId): LabelEvent => ({ ...event, postId, label: this.truly(postId) })),
    })
  }

  async aggregate(audit: string, scored = this.scored): Promise<string> {
    const out = this.file('.breakdown.json')
    await this.run(['aggregate', scored, '--audit', audit, '--out', out])
    return out
  }

  /** What was printed last, and of which files. */
  private last: { readonly audit: string; readonly scored: string; readonly claim: Claim } | null = null

  /**
   * The words of every other output of what was printed last, by its name: the short sentence, the table for Datawrapper, the CSV, the page, and
   * each picture that shows a share.
   */
  async outputsOf(claim: Claim): Promise<ReadonlyMap<string, string>> {
    if (this.last?.claim !== claim) return new Map()
    const { audit, scored } = this.last
    const [page, pictures, csv] = [this.file('.html'), this.file('.pictures'), this.file('.csv')]
    await this.run(['report', scored, '--audit', audit, '--out', page, '--svg', pictures])
    await this.run(['aggregate', scored, '--audit', audit, '--format', 'csv', '--out', csv])
    const names = readdirSync(pictures).filter((name) => name.startsWith('shares'))
    return new Map([
      ['short', claim.short],
      ['datawrapper', renderClaimTable(claim)],
      ['csv', this.read(csv).replaceAll('""', '"')],
      ['page', wordsIn(this.read(page))],
      ...names.map((name) => [name, wordsIn(this.read(join(pictures, name)))] as const),
    ])
  }

  /** Looks at the breakdown and cites. */
  async print(audit: string, scored = this.scored, argv: readonly string[] = []): Promise<Claim> {
    await this.aggregate(audit, scored)
    const width = argv.includes('--max-width') ? [] : ['--max-width', '30']
    const claim = JSON.parse(await this.run(['cite', scored, '--audit', audit, '--format', 'json', ...width, ...argv])) as Claim
    this.last = { audit, scored, claim }
    return claim
  }

  async run(argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runCli(argv)
    const error = /\b([A-Z]+_[A-Z_]+)\b/.exec(stderr)?.[1] ?? String(code)
    if (code === BAD_DATA || error.startsWith('USAGE_')) throw new Refusal(error, stderr)
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`)
    return stdout
  }

  /** The dose's share of these, at least one, at random. */
  some<Value>(values: readonly Value[], share = this.size.dose): Value[] {
    const count = Math.max(1, Math.round(values.length * share))
    const keyed = values.map((value) => ({ value, key: this.random() })).sort((one, other) => one.key - other.key)
    return keyed.slice(0, count).map(({ value }) => value)
  }
}

/** Counts and chances made to fit the units. */
export function refit(design: AuditDesign, populationCount: number): AuditDesign {
  const sampleCount = design.units.length
  const strata = design.strata.map((stratum) => ({ ...stratum, populationCount, sampleCount }))
  const units = design.units.map((unit) => ({ ...unit, probability: sampleCount / populationCount }))
  return { ...design, size: sampleCount, strata, units }
}

/** Who gave or took back a label. */
export const coderOf = (event: AuditEvent): string => ('coder' in event ? event.coder : '')

/** The events with other labels for these posts. */
export function relabel(events: readonly AuditEvent[], postIds: readonly string[], label: string | null): AuditEvent[] {
  const chosen = new Set(postIds)
  return events.map((event) => (event.kind === 'label' && chosen.has(event.postId) ? { ...event, label } : event))
}

/** Ids of the labelled posts for which this holds. */
export function labelledIds(events: readonly AuditEvent[], isMeant: (label: string | null) => boolean): string[] {
  return events.flatMap((event) => (event.kind === 'label' && isMeant(event.label) ? [event.postId] : []))
}

/** The words of a page or a picture, also of its descriptions, on one line. */
const wordsIn = (markup: string): string =>
  markup
    .replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')

const readIds = (jsonl: string): string[] => fromJsonl(jsonl).map(({ id }) => id)

/** A thread with more retreat, whose posts are other ones. */
export const otherWorld = ({ postCount }: Size, prefix = 'q', threadId = 't2'): World =>
  makeWorld(postCount, { ...THREAD, threadId, prefix, shares: [0.7, 0.1, 0.2], seed: 12 })

const WORLDS = new Map<string, Promise<World>>()

/** How far the share of retreat, and its lead over shrewd pivot, may be from the truth in an honest sample, in standard errors. */
type Luck = (retreat: number, pivot: number, lead: number) => boolean

const isFair: Luck = (retreat, pivot) => Math.abs(retreat) < 0.7 && Math.abs(pivot) < 0.7

/** A lead that chance alone makes, and that an interval of the difference does not bear out. */
export const isLuckyLead: Luck = (_, __, lead) => Math.abs(lead) > 1.2 && Math.abs(lead) < 1.6

/**
 * A desk with a thread whose honest sample is an ordinary one, so that chance is not taken for a cheat. The first thread that does is
 * taken: how samples are drawn may change. Whether intervals hold the truth as often as they say is tested elsewhere.
 */
export async function sitDown(size: Size, { shares, isMeant = isFair }: { shares?: Shape['shares']; isMeant?: Luck } = {}): Promise<Desk> {
  const key = `${size.postCount} ${shares?.join()}`
  const world = WORLDS.get(key) ?? findWorld(size, shares ?? THREAD.shares, isMeant)
  WORLDS.set(key, world)
  return new Desk(size, await world)
}

async function findWorld(size: Size, shares: Shape['shares'], isMeant: Luck): Promise<World> {
  const { postCount, sampleCount } = size
  for (let seed = THREAD.seed; seed < THREAD.seed + MAX_WORLD_COUNT; seed += 1) {
    const world = makeWorld(postCount, { ...THREAD, shares, seed })
    if (sampleCount === postCount) return world
    const ids = labelledIds((await new Desk(size, world).opened()).events, () => true)
    const errorOf = (label: string): number =>
      ids.filter((id) => world.truth.get(id) === label).length / ids.length - (sharesOf(world.truth)[label] ?? 0)
    const scale = Math.sqrt((1 - sampleCount / postCount) / sampleCount)
    const [retreat, pivot] = [errorOf(RETREAT), errorOf(PIVOT)]
    const [ours, theirs] = shares
    const spread = (variance: number): number => scale * Math.sqrt(variance)
    const lead = (retreat - pivot) / spread(ours + theirs - (ours - theirs) ** 2)
    if (isMeant(retreat / spread(ours * (1 - ours)), pivot / spread(theirs * (1 - theirs)), lead)) return world
  }
  throw new Error('expected a thread with an ordinary sample')
}

const MAX_WORLD_COUNT = 200
