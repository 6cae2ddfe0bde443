import { COMMENTS, SIZE } from './vocabulary.js'

const COUNT = `\\d[\\d.,]{0,11}(?: \\d{3}){0,3} ?(?:[kmb]|${SIZE})?`

const FOLLOWERS =
  'subscribers?|abonnent(?:en|s)?|abonnés|suscriptores|inscritos|subscritores|iscritti|abonnees|abone|subskrybent(?:ów|a|zy)|подписчик(?:а|ов)?|구독자|مشترك(?:ين|ًا)?|सदस्य'
const VIEWS =
  'views|aufrufe|vues|visualizaciones|vistas|visualizações|visualizzazioni|weergaven|görüntüleme|wyświetle(?:nie|nia|ń)|просмотр(?:а|ов)?|回視聴|次观看|次觀看|مشاهد(?:ة|ات)|बार देखा गया'
/** Subscribers: "182 тыс. подписчиков", "チャンネル登録者数 1.2万人". */
export const CHANNEL_COUNT = `${COUNT} (?:de |d’)?(?:${FOLLOWERS})|(?:チャンネル登録者数|구독자|订阅者|訂閱者) ?${COUNT} ?[人명]?|${COUNT} ?[位名]?(?:订阅者|訂閱者)`
/** Views, maybe before a date: "1.2M views". */
export const VIEW_COUNT = `${COUNT} ?(?:de |d’)?(?:${VIEWS})(?![\\p{L}])|조회수 ?${COUNT}회?`
/** "314 комментариев" */
export const COMMENT_COUNT = `(${COUNT}) (?:de )?(?:${COMMENTS})`
/** TikTok's label of a sound, before its maker's name. */
export const SOUND =
  'original sound|originalton|son original|sonido original|som original|suono originale|origineel geluid|orijinal ses|oryginalny dźwięk|оригинальный звук|オリジナル楽曲|오리지널 사운드|原[声聲]|الصوت الأصلي|मूल ध्वनि'
