import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { OWN_COLUMNS, resultColumns } from '../../../src/base/thread/table-columns.js'
import { parsePost } from '../../../src/read/record/parse-post.js'
import { renderPostsCsv } from '../../../src/say/rows/render-posts-csv.js'
import { RETREAT, scoredPost } from '../../count/scored-posts.js'

const COLUMNS = resultColumns(scheme.labels)
const POST = scoredPost(RETREAT)

describe('columns of tables', () => {
  it('every table of scored posts begins with those of posts, and has those of results once each', () => {
    const header = renderPostsCsv([], scheme).trimEnd().split(',')
    expect(header.filter((name) => OWN_COLUMNS.includes(name))).toEqual(OWN_COLUMNS)
    const names = COLUMNS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !header.includes(name))).toEqual(['labelled_by', 'scheme'])
  })

  it.each(COLUMNS.map((column) => [column.name, column] as const))(
    '%s is left out where the table is read as posts again',
    (name, { cell }) => {
      const row = {
        id: '1',
        text: 'They gave up.',
        label: 'retreat',
        status: 'scored',
        model: 'm',
        [name]: cell(POST) ?? 'x',
        mine: 'kept',
      }
      expect(parsePost(row, { lineNumber: 2 }).meta).toEqual({ role: 'root', mine: 'kept' })
    },
  )

  it('show of a post what its results say', () => {
    const cells = Object.fromEntries(COLUMNS.map(({ name, cell }) => [name, cell(POST)]))
    expect(cells).toMatchObject({ label: 'retreat', status: 'scored', deals: JSON.stringify(POST.deals), options: null, scheme: null })
    expect(cells['p_retreat']).toBe(POST.probabilities?.['retreat'])
  })
})
