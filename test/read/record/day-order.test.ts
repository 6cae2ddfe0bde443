import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { settleDayOrder } from '../../../src/read/record/parse-date.js'

const topic = (...days: string[]): string =>
  days.map((day, at) => `Post by ${['Ann', 'Bo', 'Cy'][at % 3]} » ${day}, 10:1${at}\nThey gave it up, number ${at}.\nTop`).join('\n')

it('one day above twelve settles the order of day and month for all times', () => {
  expect(settleDayOrder(['20/01/19, 10:14', '3/2/19, 9:00']).of('3/2/19, 9:00')).toBe('2019-02-03, 9:00')
  expect(settleDayOrder(['1/20/2019', '3/2/2019']).of('3/2/2019')).toBe('2019-03-02')
  expect(settleDayOrder(['3/2/19', '4/2/19'])).toMatchObject({ unknownCount: 2 })
  expect(settleDayOrder(['20/1/19', '1/20/19'])).toMatchObject({ unknownCount: 2 })
})

it('a page with such a day has times; one without says how many are not known', () => {
  const { posts } = parsePosts(topic('20/01/19', '03/02/19', '04/02/19', '05/02/19'))
  expect(posts.map(({ createdAt }) => createdAt?.slice(0, 10))).toEqual(['2019-01-20', '2019-02-03', '2019-02-04', '2019-02-05'])
  const unsettled = parsePosts(topic('01/02/19', '03/02/19', '04/02/19', '05/02/19'))
  expect(unsettled.posts.map(({ createdAt }) => createdAt)).toEqual([null, null, null, null])
  expect(unsettled.summary.notes.join('\n')).toContain('4 posts with day and month in an unknown order; no time is known')
})
