import { bare, type Columns, findFields, type PostField } from '../record/field-names.js'
import { parseDate } from '../record/parse-date.js'

type Headed = 'text' | 'id' | 'parentId' | 'author' | 'createdAt'

/** Headings in other languages than English, as `bare` spells them. Values must agree. */
const HEADINGS: Readonly<Record<Headed, RegExp>> = {
  text: /^(?:text[eo]|testo|tekst|tre[śs][ćc]|beitrag|kommentar|coment[aá]rio|commento|komentarz|nachricht|mens(?:aje|agem)|messaggio|wiadomo|cont(?:enu|enido|eúdo)|inhalt|bericht|reactie|本文|コメント|投稿内容|내용|댓글|текст|комментарий|сообщение)|commentaire/u,
  id: /^id|id\.?$|^(?:#|row|n|nr|no|nº|n°|lp)\.?$|nr\.?$|num|номер|番号|번호/u,
  parentId:
    /(?:antwort|bezug|r[eé]pon|resp(?:uest|ond|ost)|odpowied|rispo|antwoord|svar|ответ|返信|답글|padre|rodzic|übergeordnet)(?!(?:en|ses|t?as|zi|te|ы)$)/u,
  author:
    /^(?:aut(?:or|eur|ore)|verfasser|be?nutzer|absender|usu[aá]ri|utili[sz]ateur|utente|u[zż]ytkownik|gebruiker|nick|pseudo|nom(?:bre|e)?$|imi[ęe]|konto|compte|cuenta|作者|投稿者|名前|작성자|автор|имя|пользователь)/u,
  createdAt:
    /^(?:dat[aeu]|fecha|czas|zeit|hor[aá]|heure|quando|publi|日時|日付|投稿日|날짜|дата|время)/u,
}

const HEADED_FIELDS = Object.keys(HEADINGS) as Headed[]

/** Fields that headings name, in any language known. Cells may tell otherwise. */
export const headedFields = (names: readonly string[], columns: Columns = {}): Set<PostField> =>
  new Set([
    ...findFields(names, columns).keys(),
    ...HEADED_FIELDS.filter((field) => names.some((name) => HEADINGS[field].test(bare(name)))),
  ])

/** Most rows whose cells tell what a column holds. Choice. */
const SAMPLE_SIZE = 200

/** The first rows of a table, and all of them. */
export function sampled<Row>(rows: Iterator<Row>) {
  const sample: Row[] = []
  while (sample.length < SAMPLE_SIZE) {
    const step = rows.next()
    if (step.done === true) break
    sample.push(step.value)
  }
  function* all(): Generator<Row> {
    yield* sample
    for (let step = rows.next(); step.done !== true; step = rows.next()) yield step.value
  }
  return { sample, all: all() }
}

/** Longest id or name of a person, in UTF-16 units. Choice. */
const NAME_LENGTH = 60
/** Share of cells that must agree. Choice. */
const MOST = 0.9

/** A column with its cells that are not empty. */
interface Column {
  readonly name: string
  readonly cells: readonly string[]
  readonly isFull: boolean
}

const most = (cells: readonly string[], holds: (cell: string) => boolean): boolean =>
  cells.length > 0 && cells.filter(holds).length >= MOST * cells.length

const isNumber = (cell: string): boolean => /^[-+]?[\d.,]+ ?%?$/.test(cell)
const isTime = (cell: string): boolean =>
  parseDate(cell) !== null || /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)/.test(cell)

/** Names of times that are not those of posts, as `bare` spells them. */
const OTHER_TIMES =
  /edit|updat|delet|captur|scrap|crawl|retriev|collect|fetch|download|label|cod(?:ed|ing)|join|birth|account|user|author|deal|announc/

/** Every row has a time, and they differ. Digits alone may be an id. */
const isTimes = ({ name, cells, isFull }: Column): boolean =>
  isFull &&
  !OTHER_TIMES.test(bare(name)) &&
  cells.every((cell) => cell.length <= NAME_LENGTH && !/^\d{9}/.test(cell) && isTime(cell)) &&
  new Set(cells).size > 1

const isIds = ({ cells, isFull }: Column): boolean =>
  isFull &&
  new Set(cells).size === cells.length &&
  cells.every((cell) => cell.length <= NAME_LENGTH && !/\s/.test(cell) && !/^\d+[.,]\d/.test(cell))

const isNames = ({ cells }: Column): boolean =>
  most(cells, (cell) => cell.length <= NAME_LENGTH && !isNumber(cell) && !isTime(cell))

const isWords = ({ cells }: Column): boolean =>
  !most(cells, isNumber) && !most(cells, isTime) && cells.some((cell) => /\p{L}/u.test(cell))

/** Cells under a parent's heading are ids of other rows; some row answers nothing. */
const isAnswers = ({ cells, isFull }: Column, ids: Column): boolean => {
  const known = new Set(ids.cells)
  return !isFull && most(cells, (cell) => known.has(cell))
}

/**
 * The caller's columns, with those whose heading in another language and whose cells agree on a
 * field that no known name has.
 *
 * | Nr. | Verfasser | Antwort auf | Beitrag |
 * | 7   | Ann       |             | Sold.   |
 * | 8   | Bo        | 7           | Why?    |
 *
 * Not read: a column with cells of another kind ("Antwort" with texts is no parent), and any
 * column by its cells alone, except the only one with a time in every row.
 *
 * @param rows with cells in the order of the names
 */
export function columnsByValue(
  names: readonly string[],
  rows: readonly { readonly cells: readonly unknown[] }[],
  columns: Columns = {},
): Columns {
  const known = findFields(names, columns)
  const taken = new Set(known.values())
  const all = names.map((name, place): Column => {
    const cells = rows.map(({ cells }) => String(cells[place] ?? '').trim())
    return { name, cells: cells.filter((cell) => cell !== ''), isFull: !cells.includes('') }
  })
  const read: Partial<Record<PostField, string>> = {}
  const headed = (field: Headed, fits: (column: Column) => boolean): Column | undefined => {
    const knownName = known.get(field)
    if (knownName !== undefined) return all.find(({ name }) => name === knownName)
    const column = all.find(
      (each) => !taken.has(each.name) && HEADINGS[field].test(bare(each.name)) && fits(each),
    )
    if (column === undefined) return undefined
    taken.add(column.name)
    read[field] = column.name
    return column
  }
  const dated = headed('createdAt', ({ cells }) => most(cells, isTime))
  const ids = headed('id', isIds)
  if (ids !== undefined) headed('parentId', (column) => isAnswers(column, ids))
  headed('author', isNames)
  headed('text', isWords)
  if (dated === undefined) {
    const [times, other] = all.filter((each) => !taken.has(each.name) && isTimes(each))
    if (times && !other) read.createdAt = times.name
  }
  return { ...columns, ...read }
}
