import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import {
  dayAfter,
  parseDate,
  reckonTime,
  settleDayOrder,
} from '../../../src/read/record/parse-date.js'

const topic = (...days: string[]): string =>
  days
    .map(
      (day, at) =>
        `Post by ${['Ann', 'Bo', 'Cy'][at % 3]} » ${day}, 10:1${at}\nThey gave it up, number ${at}.\nTop`,
    )
    .join('\n')

it('one day above twelve settles the order of day and month for all times', () => {
  expect(settleDayOrder(['20/01/19, 10:14', '3/2/19, 9:00']).of('3/2/19, 9:00')).toBe(
    '2019-02-03, 9:00',
  )
  expect(settleDayOrder(['1/20/2019', '3/2/2019']).of('3/2/2019')).toBe('2019-03-02')
  expect(settleDayOrder(['3/2/19', '4/2/19'])).toMatchObject({ unknownCount: 2 })
  expect(settleDayOrder(['20/1/19', '1/20/19'])).toMatchObject({ unknownCount: 2 })
})

it('a page with such a day has times; one without says how many are not known', () => {
  const { posts } = parsePosts(topic('20/01/19', '03/02/19', '04/02/19', '05/02/19'))
  expect(posts.map(({ createdAt }) => createdAt?.slice(0, 10))).toEqual([
    '2019-01-20',
    '2019-02-03',
    '2019-02-04',
    '2019-02-05',
  ])
  const unsettled = parsePosts(topic('01/02/19', '03/02/19', '04/02/19', '05/02/19'))
  expect(unsettled.posts.map(({ createdAt }) => createdAt)).toEqual([null, null, null, null])
  expect(unsettled.summary.notes.join('\n')).toContain(
    '4 posts with day and month in an unknown order; no time is known',
  )
})

describe('times that a page shows', () => {
  it.each([
    ['10:02\u202fPM · Nov 4, 2025', '22:02'],
    ['12:05\u202fAM · Nov 4, 2025', '00:05'],
    ['8:28 p. m. · 4 nov 2025', '20:28'],
    ['8:28\u00a0p.\u00a0m. · 4 nov 2025', '20:28'],
    ['2025-11-04 下午8:28', '20:28'],
    ['2025-11-04 午前8:28', '08:28'],
    ['2025-11-04 10:14', '10:14'],
    ['Nov 4, 2025, 8:28 μ.μ.', undefined],
  ])('of %j the clock is %s', (shown, clock) => expect(parseDate(shown)?.slice(11, 16)).toBe(clock))

  it.each([
    ['3:14 PM · Jun 5, 2026', '2026-06-05T15:14:00.000Z'],
    ['12:05 AM · Nov 3, 2025', '2025-11-03T00:05:00.000Z'],
    ['12:05 PM · Nov 3, 2025', '2025-11-03T12:05:00.000Z'],
    ['5. Oct 2026 21:07', '2026-10-05T21:07:00.000Z'],
    ['2026-10-05', '2026-10-05'],
    ['03-Nov-25 09:02 PM', '2025-11-03T21:02:00.000Z'],
    ['05.10.2026, 7.21', '2026-10-05T07:21:00.000Z'],
    // A day of March or of April; no such day; a zone that is not UTC; no year.
    ['3/4/2026', null],
    ['Feb 30, 2026', null],
    ['Jun 5, 2026 3:14 PM EST', null],
    ['Jun 5', null],
    ['3 days ago', null],
  ])('%s is %s', (timeText, time) => expect(parseDate(timeText)).toBe(time))

  it.each([
    ['3h', '2026-06-05T09:00:00.000Z'],
    ['2 days ago', '2026-06-03'],
    ['Yesterday, 19:02', '2026-06-04T19:02:00.000Z'],
    ['Jun 5 at 3:14 PM', '2026-06-05T15:14:00.000Z'],
    ['24 Dec', '2025-12-24'],
    ['12/4', null],
    ['31 Feb', null],
  ])('%s on a page copied on 5 June 2026 is %s', (timeText, time) => {
    expect(reckonTime(timeText, '2026-06-05T12:00:00.000Z')).toBe(time)
  })

  it.each([
    ['Nov 19', '2026-11-18T10:14:00.000Z', '2026-11-19'],
    ['19 Nov, 08:30', '2026-11-18T10:14:00.000Z', '2026-11-19T08:30:00.000Z'],
    // The reader's zone may lie a day behind.
    ['Nov 17', '2026-11-18T01:00:00.000Z', '2026-11-17'],
    ['Jan 2', '2026-12-30T12:00:00.000Z', '2027-01-02'],
    ['3h', '2026-12-30T12:00:00.000Z', null],
    ['2 days ago', '2026-12-30T12:00:00.000Z', null],
    ['Feb 30', '2026-01-30T12:00:00.000Z', null],
  ])('dates %s by the opening post of %s', (timeText, openedAt, time) => {
    expect(dayAfter(timeText, openedAt)).toBe(time)
  })
})

it('a time without a zone is taken as UTC, and the notes say how many are', () => {
  const row = (id: number, time: string) => `${id},They gave up,${time}\n`
  const bare = ['2026-04-06 10:14', '06.04.2026 10:14', '6 Apr 2026 21:07', 'Apr 6, 2026 10:14']
  const zoned = [
    '2026-04-06T10:14:00Z',
    '2026-04-06 10:14:00+02:00',
    'Mon Apr 06 10:14:00 +0000 2026',
    '2026-04-06 10:14 UTC',
    '1775470440',
  ]
  const times = [...bare, ...zoned, '2026-04-06']
  const { summary } = parsePosts(
    `id,text,created_at\n${times.map((time, id) => row(id, /,/.test(time) ? `"${time}"` : time)).join('')}`,
  )
  expect(summary.notes).toContain(`${bare.length} times name no zone: taken as UTC`)
})
