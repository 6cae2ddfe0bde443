import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { CAPTURE_COUNTS, type CaptureCount } from '../../thread/capture-ledger.js'
import type { Checks } from '../breakdown/checks-at.js'
import type { SentimentSums } from '../tally/summarise-sentiment.js'
import { UNITS } from '../tally/summarise-sentiment.js'
import { CAPTURE_SUMS, type CaptureSums } from './capture-sums.js'
import { AUTHOR_GROUP_COUNT, emptyGroup, GROUP_COUNTS, type GroupSums } from './group-sums.js'
import type { PartialSums } from './partial-breakdown.js'
import type { PartialLimits } from './partial-limits.js'
import { hashOf } from './post-row.js'
import { burstKey, dealIdOfKey, groupKeyOf, OVERALL, PostSums, phraseKey, readBurstKey, readPhraseKey } from './post-sums.js'

/** Levels of a hash of 32 bits: 0 to 32, and one beyond for a table that lets all go. */
const MAX_FLOOR = 33

const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Sums as plain JSON, everything in a fixed order. */
export function writeSums(sums: PostSums): PartialSums {
  return {
    postCount: sums.postCount,
    unlinkedPostCount: sums.unlinkedPostCount,
    authorFloor: sums.authors.floor,
    phraseFloor: sums.phrases.floor,
    burstFloor: sums.bursts.floor,
    keyFloor: sums.keys.floor,
    groups: sorted(sums.groups).map(([key, group]) => ({
      dealId: dealIdOfKey(key),
      counts: group.counts,
      unknownLabelCounts: group.unknownLabelCounts,
      sentiments: group.sentiments.map(
        ({ postCount, unitCount, negativeCount, positiveCount }) => [postCount, unitCount, negativeCount, positiveCount] as const,
      ),
      authorGroups: [...group.authorGroups].sort(([one], [other]) => one - other).map(([place, counts]) => [place, ...counts]),
      capture: group.capture,
      authors: sorted(sums.authors.counts.get(key)).map(([author, counts]) => [author, ...counts] as const),
      phrases: sorted(sums.phrases.counts.get(key)).map(([of, [units = 0, posts = 0]]) => {
        const { level, side, phrase } = readPhraseKey(of)
        return [level, side, phrase, units, posts] as const
      }),
    })),
    bursts: sorted(sums.bursts.counts).flatMap(([author, keys]) =>
      sorted(keys).map(([key, [count = 0]]) => {
        const { postedAt, wording, deals } = readBurstKey(key)
        return [author, postedAt, wording, deals, count] as const
      }),
    ),
    keys: sums.keys.hashes,
  }
}

function sorted<Value>(map: ReadonlyMap<string, Value> = new Map()): [string, Value][] {
  return [...map].sort(([one], [other]) => byCodeUnits(one, other))
}

/**
 * Reads sums back, checked against themselves.
 *
 * @throws {PipelineError} of `checks`
 */
export function readSums(value: unknown, scheme: StanceScheme, limits: PartialLimits, checks: Checks): PostSums {
  const { fail, list, record, string, strings, number, count } = checks
  const fields = record(value, 'sums')
  const sums = new PostSums(scheme, limits)
  sums.postCount = count(fields['postCount'], 'sums.postCount')
  if (sums.postCount <= limits.posts) fail(`sums.postCount above ${limits.posts}`, sums.postCount)
  for (const [table, name] of [
    ['authors', 'authorFloor'],
    ['phrases', 'phraseFloor'],
    ['bursts', 'burstFloor'],
    ['keys', 'keyFloor'],
  ] as const) {
    if (count(fields[name], `sums.${name}`) > MAX_FLOOR) fail(`sums.${name} of at most ${MAX_FLOOR}`, fields[name])
    sums[table].raise(fields[name] as number)
  }
  const keep = (table: 'authors' | 'phrases' | 'bursts', group: string, key: string, counts: readonly number[], name: string): void => {
    const floor = sums[table].floor
    if (sums[table].has(group, key)) fail(`${name} to name nobody and nothing twice`, key)
    sums[table].add(group, key, counts)
    if (sums[table].floor > floor) fail(`${name} within the limits of the partial`, `more than ${limits[table]}`)
    if (!sums[table].has(group, key)) fail(`${name} to hold only what its floor leaves`, key)
  }
  sums.groups.clear()
  for (const [index, entry] of list(fields['groups'], 'sums.groups').entries()) {
    const name = `sums.groups[${index}]`
    const group = record(entry, name)
    const key = group['dealId'] === null ? OVERALL : groupKeyOf(string(group['dealId'], `${name}.dealId`))
    if (sums.groups.has(key)) fail(`${name} of another deal`, group['dealId'])
    sums.groups.set(key, readGroup(group, name, emptyGroup(scheme, key), checks))
    const slots = scheme.labels.length + 1
    for (const [at, row] of list(group['authors'], `${name}.authors`).entries()) {
      const [author, ...counts] = list(row, `${name}.authors[${at}]`)
      const place = `${name}.authors[${at}]`
      keep('authors', key, hashOf(author, place, checks), numbers(counts, slots, place, checks), name)
    }
    for (const [at, row] of list(group['phrases'], `${name}.phrases`).entries()) {
      const place = `${name}.phrases[${at}]`
      const [level, side, phrase, ...counts] = list(row, place)
      const known = checks.oneOf(side, scheme.sides, `${place}'s side`)
      if (count(level, `${place}'s level`) >= MAX_FLOOR) fail(`${place}'s level below ${MAX_FLOOR}`, level)
      keep(
        'phrases',
        key,
        phraseKey({ level: level as number, side: known, phrase: string(phrase, place) }),
        numbers(counts, 2, place, checks),
        name,
      )
    }
  }
  const overall = sums.groups.get(OVERALL) ?? fail('sums.groups to hold all posts (dealId null)', 'none')
  for (const [key, { counts }] of sums.groups) {
    if (counts.postCount > overall.counts.postCount) fail(`at most ${overall.counts.postCount} posts in ${key}`, counts.postCount)
  }
  if (overall.counts.postCount > sums.postCount) fail(`at most ${sums.postCount} posts to count`, overall.counts.postCount)
  sums.unlinkedPostCount = count(fields['unlinkedPostCount'], 'sums.unlinkedPostCount')
  if (sums.unlinkedPostCount > overall.counts.postCount) fail('sums.unlinkedPostCount of at most all posts', sums.unlinkedPostCount)
  for (const [index, row] of list(fields['bursts'], 'sums.bursts').entries()) {
    const name = `sums.bursts[${index}]`
    const [author, postedAt, wording, deals, posts] = list(row, name)
    if (postedAt !== null) number(postedAt, -8.64e15, 8.64e15, `${name}'s time`)
    if (wording !== null) hashOf(wording, `${name}'s wording`, checks)
    const key = burstKey({
      postedAt: postedAt as number | null,
      wording: wording as string | null,
      deals: strings(deals, `${name}'s deals`),
    })
    keep('bursts', hashOf(author, `${name}'s author`, checks), key, [count(posts, `${name}'s posts`)], 'sums.bursts')
  }
  readKeys(sums, list(fields['keys'], 'sums.keys'), checks)
  return sums
}

function readKeys({ keys, postCount }: PostSums, hashes: readonly unknown[], checks: Checks): void {
  const { floor } = keys
  for (const [index, entry] of hashes.entries()) {
    if (keys.add(hashOf(entry, `sums.keys[${index}]`, checks))) checks.fail('sums.keys to name nothing twice', entry)
  }
  if (keys.size < hashes.length || keys.floor > floor) checks.fail('sums.keys to hold only what its floor and limit leave', hashes.length)
  const isWhole = floor === 0 ? keys.size === postCount : keys.size <= postCount
  if (!isWhole) checks.fail(`sums.keys of ${floor === 0 ? '' : 'at most '}${postCount} posts`, keys.size)
}

function readGroup(group: Readonly<Record<string, unknown>>, name: string, read: GroupSums, checks: Checks): GroupSums {
  const { fail, list, record, count } = checks
  const slots = read.sentiments.length
  const counts = record(group['counts'], `${name}.counts`)
  for (const each of GROUP_COUNTS) read.counts[each] = count(counts[each], `${name}.counts.${each}`)
  const unknown = numbers(list(group['unknownLabelCounts'], `${name}.unknownLabelCounts`), slots, `${name}.unknownLabelCounts`, checks)
  read.unknownLabelCounts.splice(0, slots, ...unknown)
  const sentiments = list(group['sentiments'], `${name}.sentiments`)
  if (sentiments.length !== slots) fail(`${slots} entries in ${name}.sentiments`, sentiments.length)
  for (const [slot, entry] of sentiments.entries()) read.sentiments[slot] = readSentiment(entry, `${name}.sentiments[${slot}]`, checks)
  for (const [at, entry] of list(group['authorGroups'], `${name}.authorGroups`).entries()) {
    const [place, ...of] = list(entry, `${name}.authorGroups[${at}]`)
    const known = count(place, `${name}.authorGroups[${at}]`)
    if (known >= 2 * AUTHOR_GROUP_COUNT || read.authorGroups.has(known)) fail(`a place below ${2 * AUTHOR_GROUP_COUNT}, each once`, place)
    read.authorGroups.set(known, numbers(of, slots, `${name}.authorGroups[${at}]`, checks))
  }
  read.capture = readCaptureSums(record(group['capture'], `${name}.capture`), `${name}.capture`, checks)
  const { postCount, rootCount, unknownAuthorCount, unsureCount, unscoredCount } = read.counts
  const agree: readonly (readonly [string, number, number])[] = [
    ['sentiments', read.sentiments.reduce((total, each) => total + each.postCount, 0), postCount],
    ['authorGroups', [...read.authorGroups.values()].flat().reduce((total, each) => total + each, 0), postCount],
    ['unknownLabelCounts', unknown.reduce((total, each) => total + each, 0), unknownAuthorCount],
    ['counts without a label', unsureCount + unscoredCount, read.sentiments[slots - 1]?.postCount ?? 0],
  ]
  for (const [what, got, expected] of agree) if (got !== expected) fail(`${name}.${what} to sum to ${expected}`, got)
  if (rootCount > postCount) fail(`${name}.counts.rootCount of at most ${postCount}`, rootCount)
  return read
}

function readSentiment(value: unknown, name: string, checks: Checks): SentimentSums {
  const [postCount, unitCount, negativeCount, positiveCount] = checks.list(value, name)
  const posts = checks.count(postCount, `${name}'s posts`)
  const units = checks.number(unitCount, -UNITS * posts, UNITS * posts, `${name}'s sum`)
  if (!Number.isSafeInteger(units)) checks.fail(`${name}'s sum to be a whole number`, unitCount)
  const [negative, positive] = [
    checks.count(negativeCount, `${name}'s negative posts`),
    checks.count(positiveCount, `${name}'s positive posts`),
  ]
  if (negative + positive > posts) checks.fail(`${name} to have at most ${posts} posts`, negative + positive)
  return { postCount: posts, unitCount: units, negativeCount: negative, positiveCount: positive }
}

function readCaptureSums(fields: Readonly<Record<string, unknown>>, name: string, { record, count, strings }: Checks): CaptureSums {
  const plain = Object.fromEntries(CAPTURE_SUMS.map((each) => [each, count(fields[each], `${name}.${each}`)]))
  const counts = record(fields['counts'], `${name}.counts`)
  const texts = (each: string): string[] => strings(fields[each], `${name}.${each}`)
  return {
    ...(plain as Record<(typeof CAPTURE_SUMS)[number], number>),
    counts: Object.fromEntries(CAPTURE_COUNTS.map((each) => [each, count(counts[each], `${name}.counts.${each}`)])) as Record<
      CaptureCount,
      number
    >,
    sources: texts('sources'),
    depthLimits: texts('depthLimits'),
    notes: texts('notes'),
  }
}

function numbers(values: readonly unknown[], length: number, name: string, { fail, count }: Checks): number[] {
  if (values.length !== length) fail(`${name} with ${length} counts`, values.length)
  return values.map((value) => count(value, name))
}
