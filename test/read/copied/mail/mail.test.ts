import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parsePosts } from '../../../../src/read/parse-posts.js'
import { inRows } from '../../../support/in-rows.js'
import { fixture } from '../read-page.js'

const FOLDER = new URL('../../../fixtures/import/mail/', import.meta.url)
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))

it.each(names)('%s is read: answered post, author, words', (name) => {
  const { posts, summary } = parsePosts(fixture(`import/mail/${name}`))
  const places = new Map(posts.map(({ id }, at) => [id, at + 1]))
  const rows = posts.map(({ parentId, author, text, meta }) => [
    `${places.get(parentId ?? '') ?? '-'}${meta.isParentInferred ? '?' : ''}`,
    author,
    text,
  ])
  expect({
    source: summary.source,
    rows: inRows(rows),
    places: summary.ambiguities.map(({ lineNumber }) => lineNumber),
  }).toEqual(JSON.parse(fixture(`import/mail/${name.replace('.txt', '.rows')}`)))
})
