import type { Words } from './layout.js'

/** Units of ages in German, French, Spanish, Portuguese, Italian and Dutch, long and short. */
const UNIT =
  'sek(?:unden?|\\.)?|min(?:uten?|utos?|uti|uto|\\.)?|std\\.?|stunden?|tag(?:en?)?|tg\\.|wochen?|wo?\\.|monat(?:en?)?|mon\\.|jahr(?:en?)?|secondes?|segundos?|secondi|heures?|horas?|or[ae]|jours?|j|d[ií]as?|giorn[oi]|sem(?:aines?|anas?|\\.)?|settiman[ae]|sett\\.?|mois|m[eê]s(?:es)?|mes[ei]|ans?|a[nñ]os?|ann[oi]|uur|u|dag(?:en)?|weken|week|maand(?:en)?|jaar'
const ONE = '\\d{1,3}|eine[mrn]?|une?|una|uma?|een'

/** Ages as pages print them in other languages than English: "vor 3 Tagen", "9 Monate zuvor", "il y a 2 j", "hace 5 h", "há 2 dias", "3 giorni fa", "3日前". */
export const RELATIVE_ELSEWHERE = `(?:vor|il y a|hace|há) (?:etwa |environ |unos |cerca de )?(?:${ONE}) ?(?:${UNIT}|[smhdwa])|(?:${ONE}) ?(?:${UNIT})(?: (?:zuvor|her|atrás|fa|geleden|plus tôt))?|gestern|heute|hier|ayer|hoy|ontem|hoje|ieri|oggi|gisteren|(?:gerade )?eben|jetzt|à l[’']instant|ahora|agora|adesso|\\d{1,3} ?(?:秒|分|時間|日|週間|か月|ヶ月|年|초|분|시간|일|주|개월|년|分钟|小时|天|周|个月) ?(?:前|전)?`

/** Months of those languages where they are not the English ones. */
export const MONTH_ELSEWHERE =
  'januar|jänner|februar|märz|mai|juni|juli|oktober|okt|dezember|dez|janvier|janv|février|févr|mars|avril|avr|juin|juillet|juil|août|septembre|octobre|novembre|décembre|déc|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|ago|septiembre|octubre|noviembre|diciembre|dic|janeiro|fevereiro|fev|março|maio|mai|junho|julho|setembro|set|outubro|out|novembro|dezembro|gennaio|gen|febbraio|aprile|maggio|mag|giugno|giu|luglio|lug|settembre|ottobre|ott|dicembre|januari|februari|maart|mei|augustus'

const REPLY = 'antworten|répondre|responder|rispondi|beantwoorden|reageren|odpowiedz|yanıtla|svara|svar|返信|답글 달기|回复|回覆|ответить'
const LIKE = "gefällt mir|j[’']aime|me gusta|curtir|gosto|mi piace|vind ik leuk|beğen|lubię to!?"
const REPLIES =
  'antwort(?:en)?|réponses?|respuestas?|respostas?|rispost[ae]|antwoord(?:en)?|reacties?|kommentare?|commentaires?|comentarios?|comentários?|commenti|commento'

/** Furniture in other languages, by its letter. */
export const WORDS_ELSEWHERE: Words = {
  r: `(?:(?:${LIKE}) ?[·•|]? ?)?(?:${REPLY})`,
  b: `${LIKE}|teilen|partager|compartir|compartilhar|partilhar|condividi|delen|kommentieren|commenter|comentar|commenta|reagieren|senden|envoyer|enviar|invia|melden|signaler|denunciar|segnala|folgen|suivre|seguir|segui|volgen|mehr|plus|más|mais|altro`,
  f: '(?:übersetzung anzeigen|voir la traduction|ver (?:la )?tradu[cç][cç]?(?:ión|ão)|mostra traduzione|vedi traduzione|vertaling weergeven|çevirisini gör|翻訳を見る|번역 보기|查看翻译)|(?:[….]{1,3} ?)?(?:mehr anzeigen|mehr ansehen|weniger anzeigen|voir plus|afficher plus|ver m[aá][si]s?|mostrar m[aá][si]s?|altro|mostra altro)|bearbeitet|modifié|editado|modificato|bewerkt|zuletzt bearbeitet .{1,60}|alle reaktionen:?|toutes les réactions ?:?|todas las reacciones:?|todas as reações:?',
  g: '(?:[·•] ?)?(?:autor(?:in)?|auteur|autrice|autora|autore|verfasser|top-fan|super fan)',
  m: `(?:alle |weitere |toutes les |les |las |as |le )?(?:${REPLIES}) (?:einblenden|ausblenden|anzeigen|ansehen|anschauen)(?: \\(\\d+\\))?|(?:alle |weitere )?\\d+ (?:weitere )?(?:${REPLIES})(?: (?:anzeigen|ansehen|einblenden|ausblenden))?|(?:voir|afficher|masquer|ver|mostrar|ocultar|visualizza|mostra|nascondi|weitere|mehr|alle) (?:(?:les |las |as |le |toutes les |todas (?:las|as) )?(?:\\d+ )?(?:autres |outras |otras |altre |más |mais |weiteren? |mehr )?)(?:${REPLIES})(?: \\(\\d+\\))?(?: (?:laden|anzeigen|ansehen))?`,
  q: '(?:antwort(?:en)? (?:auf|an)|en réponse à|réponse à|en respuesta a|respondiendo a|em resposta a|respondendo a|in risposta a|als antwoord op) .{1,80}',
  d: 'diese[rs]? (?:kommentar|beitrag) .{0,40}(?:entfernt|gelöscht|nicht (?:mehr )?verfügbar).{0,40}|(?:commentaire|comentario|comentário|commento) (?:supprimé|eliminado|excluído|removido|eliminato).{0,20}',
  a: 'anzeige|werbung|gesponsert|sponsorisé|publicidad|patrocinado|sponsorizzato|pubblicità|gesponsord|vorgeschlagen für dich',
  s: 'relevanteste(?: kommentare)?|alle kommentare(?: anzeigen)?|neueste(?: zuerst)?|älteste|les plus (?:pertinents|récents)|más relevantes|mais relevantes|più pertinenti|(?:kommentar|schreibe einen kommentar|kommentar hinzufügen|ajouter un commentaire|añade un comentario|añadir un comentario|adicione um comentário|aggiungi un commento)(?:\\.{3}|…| …)?',
}
