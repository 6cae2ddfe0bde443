import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { columnsByValue } from '../../../src/read/table/columns-by-value.js'

/** One row a post: id, what it answers, author, time, words. */
function reading(text: string, fileName?: string) {
  const { posts, summary } = parsePosts(text, fileName === undefined ? {} : { fileName })
  const rows = posts.map(({ id, parentId, author, createdAt, text: words }) =>
    [id, parentId ?? '-', author ?? '-', createdAt?.slice(0, 10) ?? '-', words].join(' | '),
  )
  return { rows, ...summary }
}

describe('headings in other languages', () => {
  it('German, with a mark of byte order, semicolons, CRLF, and lines within a cell', () => {
    const table = [
      '\ufeffBeitrags-Nr.;Verfasser;Datum;Antwort auf;Beitrag;Zustimmungen',
      '1001;Jörg Ahl;12.05.2026 15:58;;Das Werk wird verkauft. Klug?;14',
      '1002;K. Ohm;12.05.2026 16:10;1001;"Klug; es hat nie ""verdient""\n\n- seit 2019";6',
      '1003;;12.05.2026 17:20;1001;[Beitrag gelöscht];0',
      '1004;mausgrau;12.05.2026 17:21;1003;2031;0',
      '',
    ].join('\r\n')
    const { rows, notes } = reading(table, 'werk.csv')
    expect(rows).toEqual([
      '1001 | - | Jörg Ahl | 2026-05-12 | Das Werk wird verkauft. Klug?',
      '1002 | 1001 | K. Ohm | 2026-05-12 | Klug; es hat nie "verdient"\n\n- seit 2019',
      '1003 | 1001 | - | 2026-05-12 | ',
      '1004 | 1003 | mausgrau | 2026-05-12 | 2031',
    ])
    expect(notes).toContain(
      'columns read: text from "Beitrag", id from "Beitrags-Nr.", parentId from "Antwort auf", author from "Verfasser", createdAt from "Datum"',
    )
  })

  it.each([
    ['French', "N°,Auteur,Publié le,En réponse à,Commentaire,J'aime", ','],
    ['Spanish', 'id_comentario;usuario;fecha;respuesta_a;comentario;me_gusta', ';'],
    ['Polish', 'Lp.\tUżytkownik\tData\tOdpowiedź na\tTreść\tPolubienia', '\t'],
    ['Italian', 'N.;Autore;Data;Risposta a;Testo;Mi piace', ';'],
  ])('%s, in a text without an ending that tells', (_language, header, delimiter) => {
    const body = [
      ['1', 'ada', '2026-05-12', '', 'Zamora? Ruse?', '3'],
      ['2', 'ugo', '2026-05-13', '1', 'Astuta.', '0'],
    ].map((cells) => cells.join(delimiter))
    expect(reading([header, ...body].join('\n')).rows).toEqual([
      '1 | - | ada | 2026-05-12 | Zamora? Ruse?',
      '2 | 1 | ugo | 2026-05-13 | Astuta.',
    ])
  })
})

describe('cells that do not agree with their heading', () => {
  const columnsOf = (names: string, ...rows: readonly string[]) =>
    columnsByValue(
      names.split(';'),
      rows.map((row) => ({ cells: row.split(';') })),
    )

  it('counts of answers name no parent, and words under "Antwort" do not either', () => {
    expect(columnsOf('Nr.;Antworten;Inhalt', '1;1;Klug?', '2;;Ja.')).toEqual({
      id: 'Nr.',
      text: 'Inhalt',
    })
    expect(columnsOf('Nr.;Antwort;Inhalt', '1;Nein;Klug?', '2;;Ja.')).not.toHaveProperty('parentId')
  })

  it('a repeated number is no id, and numbers are no text and no name', () => {
    expect(columnsOf('Nr.;Autor;Text', '7;12;a', '7;13;b')).toEqual({})
    expect(columnsOf('Fecha;Comentario', 'ayer;3', 'hoy;4')).toEqual({})
  })

  it('times stand under any name, in one column with one in every row', () => {
    expect(columnsOf('text;when', 'a;3 May 2026', 'b;4.5.2026 10:00')).toEqual({
      createdAt: 'when',
    })
    expect(columnsOf('text;when', 'a;3 May 2026', 'b;')).toEqual({})
    expect(columnsOf('text;scraped', 'a;3 May 2026', 'b;4 May 2026')).toEqual({})
    expect(columnsOf('text;when', 'a;1717581240', 'b;1717581241')).toEqual({})
    expect(columnsOf('text;on;due', 'a;2026-05-03;2026-06-03', 'b;2026-05-04;2026-06-04')).toEqual(
      {},
    )
  })
})
