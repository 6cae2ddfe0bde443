import { expect, it } from 'vitest'
import { readPage } from './read-page.js'

/**
 * Words of X's interface: title, stamp, views, reply button, day, age, "Replying to", "more
 * replies".
 */
const INTERFACES: readonly (readonly [language: string, ...words: readonly string[]])[] = [
  [
    'Polish',
    'Wpis',
    '8:03 AM · 19 sty 2026',
    'Wyświetlenia',
    'Odpowiedz',
    '19 sty',
    '2 godz.',
    'W odpowiedzi do',
    'Pokaż więcej odpowiedzi',
  ],
  [
    'Turkish',
    'Gönderi',
    '8:03 ÖÖ · 19 Oca 2026',
    'Görüntülenme',
    'Yanıtla',
    '19 Oca',
    '2s',
    'yanıt olarak',
    'Daha fazla yanıt göster',
  ],
  [
    'Korean',
    '게시물',
    '오전 8:03 · 2026년 1월 19일',
    '조회수',
    '답글',
    '1월 19일',
    '2시간',
    '님에게 보내는 답글',
    '답글 더 보기',
  ],
  [
    'Arabic',
    'منشور',
    '8:03 ص · 19 يناير 2026',
    'مشاهدة',
    'رد',
    '19 يناير',
    '2 س',
    'ردًا على',
    'عرض المزيد من الردود',
  ],
  [
    'Greek',
    'Ανάρτηση',
    '8:03 π.μ. · 19 Ιαν 2026',
    'Προβολές',
    'Απάντηση',
    '19 Ιαν',
    '2 ώ',
    'Απάντηση προς',
    'Εμφάνιση περισσότερων',
  ],
  [
    'Finnish',
    'Julkaisu',
    '8.03 ap. · 19. tammik. 2026',
    'näyttökertaa',
    'Vastaa',
    '19. tammik.',
    '2 t',
    'Vastauksena käyttäjälle',
    'Näytä lisää vastauksia',
  ],
]

const pageOf = ([, title, stamp, views, button, day, age, answers, more]: readonly string[]) =>
  `${title}
Dora Quist
@doraquist
Lumen Row lets its rival run the kilns.
${stamp}
·
9231
${views}
6
3
51
2
${button}
Ivo
@ivo_k
·
${day}
Wise. Kilns are no business for potters.
2
40
1,204
Hana T
@hanat
·
${age}
${answers}
@ivo_k
and who fires the tiles?
4
210
${more}
`

it.each(INTERFACES)('X in %s is read by the shape of its lines', (...words) => {
  const { posts, summary } = readPage(pageOf(words))
  expect(summary.source).toBe('x-paste')
  expect(posts.map(({ author, text, parentId }) => [author, text, parentId])).toEqual([
    ['doraquist', 'Lumen Row lets its rival run the kilns.', null],
    ['ivo_k', 'Wise. Kilns are no business for potters.', 'p1'],
    ['hanat', 'and who fires the tiles?', 'p2'],
  ])
})

it('shows a time in a language without words here as the page has it', () => {
  const [, reply] = readPage(pageOf(INTERFACES[0] ?? [])).posts
  expect(reply?.meta['timeText']).toBe('19 sty')
  expect(reply?.createdAt).toBeNull()
})
