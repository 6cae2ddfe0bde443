import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { byId, element, setText } from '../dom.js'
import { takePictures } from './take-pictures.js'

const label = byId('label', HTMLSelectElement)
const articles = [...element('list').querySelectorAll('article')]

/** Shows the posts with the chosen label, and says how many they are. */
function filter(): void {
  for (const article of articles)
    article.hidden =
      label.value !== '' && !article.dataset['labels']?.split(' ').includes(label.value)
  const shownCount = articles.filter(({ hidden }) => !hidden).length
  const all = formatCount(articles.length, 'post')
  setText('found', shownCount === articles.length ? all : `${formatNumber(shownCount)} of ${all}`)
}

/** Goes to the post or the folded section that the address names. */
function follow(): void {
  let id: string
  try {
    id = decodeURIComponent(location.hash.slice(1))
  } catch {
    return
  }
  const target = document.getElementById(id)
  if (id === '' || target === null) return
  if (target.hidden) {
    label.value = ''
    filter()
  }
  const section = target.closest<HTMLDetailsElement>('details.fold')
  if (section) section.open = true
  target.scrollIntoView()
}

label.addEventListener('change', filter)
window.addEventListener('hashchange', follow)
document.addEventListener('click', (event) => {
  // A link to the current address fires no hashchange.
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link?.hash && link.hash === location.hash) follow()
})
takePictures()
follow()
