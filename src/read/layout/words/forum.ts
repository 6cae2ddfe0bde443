/** Ranks of members. */
export const RANK =
  'stammgast|mitglied|anführer|moderatorin|neuer benutzer|habitué|meneur|membre|modératrice|nouvel utilisateur|habitual|líder|miembro|nuevo usuario|membro|abituale|utente base|vaste gast|leider|lid|müdavim|lider|üye|bywalec|członek|постоялец|лидер|участник|常連|メンバー|단골|회원|活跃用户|成员|عضو|सदस्य'
/** "Suggested Topics" */
export const SUGGESTED_TOPICS =
  '(?:vorgeschlagene|ähnliche|verwandte|neue und ungelesene) themen|sujets (?:suggérés|similaires|connexes)|temas (?:sugeridos|relacionados)|tópicos (?:sugeridos|relacionados)|argomenti (?:suggeriti|correlati)|(?:voorgestelde|gerelateerde) topics|önerilen konular|(?:sugerowane|powiązane) tematy|(?:похожие|рекомендуемые) темы|(?:おすすめ|関連)(?:の)?トピック|추천 (?:주제|토픽|글)|(?:推荐|相关|建議)(?:话题|的话题|主題)|مواضيع مقترحة|सुझाए गए विषय|themenliste, spaltenüberschriften .{1,80}|liste de sujets, .{1,100}|lista de temas, .{1,100}|noch mehr lesen\\?.{0,200}'
/** How much later the next post was written, on a line of its own. */
export const LATER =
  '\\d+ (?:stunden?|tage?|monate?|jahre?) später|(?:après )?\\d+ (?:heures?|jours?|mois|ans?) (?:plus tard|après)|\\d+ (?:horas?|días?|mes(?:es)?|años?) (?:después|más tarde)|\\d+ (?:horas?|dias?|m[êe]s(?:es)?|anos?) depois|\\d+ (?:ore|ora|giorni|giorno|mesi|mese|anni|anno) dopo|\\d+ (?:uur|dagen|dag|maanden|maand|jaar) later|\\d+ (?:saat|gün|ay|yıl) sonra|\\d+ (?:godzin[ye]?|dni|dzień|miesi[ąę]c[ey]?|lat[ao]?) później|(?:спустя )?\\d+ (?:час(?:а|ов)?|дн(?:я|ей)|день|месяц(?:а|ев)?|год(?:а)?|лет) (?:спустя|позже)|\\d+ ?(?:時間|日|か月|年)後|\\d+ ?(?:시간|일|개월|년) 후|\\d+ ?(?:小时|天|个月|年)后'
/** What was done with a topic: "Closed 23h ago". */
export const CLOSED =
  'geschlossen|geöffnet|archiviert|angeheftet|fermé|ouvert|archivé|épinglé|cerrado|abierto|archivado|fechado|aberto|arquivado|chiuso|aperto|gesloten|geopend|kapatıldı|açıldı|zamknięt[oy]|otwart[oy]|закрыт[ао]?|открыт[ао]?'
