/** Lines of several sites, as alternatives of a regular expression in lower case. */

export const REPLY =
  'reply|antworten|répondre|responder|rispondi|beantwoorden|reageren|antwoorden|yanıtla|cevapla|odpowiedz|ответить|返信(?:する)?|답글(?: 달기)?|回[复覆應应]|رد|الرد|जवाब(?: दें)?|उत्तर(?: दें)?|svara|svar'

export const LIKE =
  "gefällt mir|j[’']aime|recommander|me gusta|curtir|gosto|mi piace|vind ik leuk|leuk|beğen|lubię to!?|нравится|いいね[!！]?|좋아요|赞|讚|点赞|أعجبني|إعجاب|पसंद(?: करें)?|लाइक(?: करें)?"

const SHARE =
  'teilen|partager|compartir|compartilhar|partilhar|condividi|delen|paylaş|udostępnij|поделиться|シェア(?:する)?|共有|공유(?:하기)?|分享|مشاركة|शेयर(?: करें)?'
const COMMENT =
  'kommentieren|commenter|comentar|commenta|commentaar|reactie plaatsen|komentarz|yorum yap|skomentuj|комментировать|コメント(?:する)?|댓글(?: 달기)?|评论|評論|留言|تعليق|टिप्पणी(?: करें)?|कमेंट(?: करें)?'
export const FOLLOW =
  "follow|following|subscribe|folgen|suivre|seguir|segui|volgen|takip et|obserwuj|подписаться|フォロー(?:する|中)?|팔로우|팔로잉|关注|關注|追蹤|متابعة|फ़ॉलो(?: करें)?|abonnieren|s[’']abonner|suscribirse|suscribirme|inscrever-se|subscrever|iscriviti|abonneren|abone ol|subskrybuj|チャンネル登録|구독|订阅|訂閱|اشتراك|सदस्यता लें"
const SEND =
  'senden|envoyer|enviar|invia|verzenden|gönder|wyślij|отправить|送信|보내기|发送|傳送|إرسال|भेजें|melden|signaler(?: un abus)?|alerter|denunciar|reportar|segnala|rapporteren|şikayet et|zgłoś|пожаловаться|報告|신고|举报|檢舉|إبلاغ|रिपोर्ट करें|speichern|enregistrer|guardar|salvar|salva|opslaan|kaydet|zapisz|сохранить|保存|저장|收藏|حفظ|सेव करें|reagieren|reposten|republier|republicar|repostar|diffondi|yeniden yayınla|リポスト|재게시|轉發|转发'
export const QUOTED = 'quote|引用|zitat|zitieren|citar?|citação|citation|citazione|цитата|인용|alıntı|cytat|citaat'

export const BUTTONS = `${QUOTED}|${LIKE}|${SHARE}|${COMMENT}|${FOLLOW}|${SEND}|mehr|plus|más|mais|altro|meer|daha fazla|więcej|ещ[её]|もっと見る|더 ?보기|更多|المزيد|और`

export const EDITED =
  'edited|bearbeitet|modifiée?s?|editad[oa]|modificato|bewerkt|düzenlendi|edytowan[yoae]|изменено|ред\\.|отредактировано|編集済み|수정됨|已?编辑(?:过)?|已編輯|معد[ّ]?ل|تم التعديل|संपादित'

export const AUTHOR =
  'author|creator|autor(?:in|a)?(?: tworząc[ya])?|autor\\(a\\)|gönderiyi paylaşan|auteur|autrice|autore|verfasser(?:in)?|yazar|автор|作成者|投稿者|작성자|作者|المؤلف|الكاتب|लेखक|ersteller(?:in)?|créateur|créatrice|creadora?|criadora?|creatore|creatrice|içerik üreticisi|twórca|twórczyni|создатель|クリエイター|크리에이터|创作者|創作者|منشئ المحتوى|क्रिएटर'
const VERIFIED =
  'verified(?: account)?|verifiziert|vérifiée?|verificad[oa]|verificato|geverifieerd|doğrulanmış(?: hesap)?|zweryfikowan[yoe]|подтвержд[её]н(?:ный аккаунт)?|認証済み(?:アカウント)?|인증됨|인증된 계정|已认证|已驗證|موثّ?ق|सत्यापित'
const FAN =
  'top-?fan|redaktionsempfehlung|empfehlung der redaktion|super[ -]?fan|fan destacad[oa]|superf[áã]n?|fan più attiv[oa]|sıkı hayran|топ-фанат|トップファン|왕팬|铁杆粉丝|頭號粉絲|أبرز المعجبين|(?:contribut(?:eur|rice)|colaborador[ae]?|collaboratore|collaboratrice|mitwirkende[rn]?|bijdrager) .{1,30}|(?:aktive[rs]?|neue[rs]?) (?:mitglied|mitwirkende[rn]?)|moderador[ae]?|moderat(?:eur|rice|ore)|администратор|модератор|管理者|관리자|管理员|管理員'
/** One badge or several: "Verified · Author". */
export const BADGES = `(?:${AUTHOR}|${VERIFIED}|${FAN})(?: ?[·•] ?(?:${AUTHOR}|${VERIFIED}))?`

/** Alternative text of an account's picture. */
export const PICTURE =
  ".{1,60}[’']s profile picture|(?:profilbild von|photo de profil de|foto d(?:el?|o) perfil de|immagine del profilo di|profielfoto van|zdjęcie profilowe(?: użytkownika)?|фото(?: профиля)?|аватар) .{1,60}|.{1,60}(?:のプロフィール(?:写真|画像)|님의 프로필 사진|的(?:头像|大頭貼照|个人资料照片))|.{1,60}(?: adlı kişinin|[’'][ıiuü]n) profil (?:resmi|fotoğrafı)|صورة .{1,60}|.{1,60} (?:की प्रोफ़ाइल फ़ोटो|की प्रोफ़ाइल पिक्चर)"

const TRANSLATION =
  "übersetzung anzeigen|(?:(?:post|beitrag) )?übersetzen|ins .{1,20} übersetzen|original anzeigen|voir (?:la traduction|l[’']original)|traduire(?: .{1,30})?|ver (?:la |a )?(?:traducción|tradução|original)|tradu(?:cir|zir)(?: .{1,30})?|(?:mostra|vedi) (?:la )?traduzione|traduci(?: .{1,30})?|vertaling weergeven|vertalen|(?:post|bericht) vertalen|çevirisin[ie] (?:gör|bak)|çeviriyi gör|gönderiyi çevir|zobacz tłumaczenie|pokaż tłumaczenie|przetłumacz(?: .{1,30})?|(?:показать|посмотреть) перевод|перевести(?: .{1,30})?|翻訳(?:を(?:見る|表示))?|(?:ポスト|投稿|コメント)を翻訳|.{1,10}に翻訳|번역 ?보기|(?:게시물 )?번역하기|.{1,10}로 번역|查看翻[译譯]|翻[译譯](?:帖子|推文|貼文|评论)?|(?:عرض )?ال?ترجمة(?: .{1,20})?|अनुवाद (?:देखें|करें)"
const MORE_WORDS =
  '(?:mehr|weniger) (?:anzeigen|ansehen)|voir plus|voir moins|afficher (?:plus|moins|la suite)|ver (?:m[aá]i?s|menos)|mostrar (?:m[aá]i?s|menos)|leer más|ler mais|mostra (?:altro|di più|meno)|(?:meer|minder) (?:weergeven|tonen|lezen|bekijken)|daha fazla(?: göster| gör)?|devamını (?:gör|oku)|(?:zobacz|pokaż|czytaj|wyświetl) (?:więcej|mniej)|(?:показать|смотреть|читать) (?:ещ[её]|больше|полностью|далее|меньше)|(?:もっと|さらに)(?:見る|表示)(?:する)?|続きを(?:読む|見る)|더 ?보기|간략히|(?:查看|显示|顯示|展开|展開)更多|展开|展開|收起|عرض (?:المزيد|أقل)|और (?:देखें|दिखाएं|पढ़ें)|weitere informationen|en savoir plus|más información|saiba mais|詳細はこちら|詳しくはこちら'
const LIKED_BY =
  "(?:les? (?:gust[óa]|ha gustado|gusta) al?|j[’']aime d|aimé par|gefällt|(?:[·•] ?)?curtid[oa] p|(?:piace|è piaciuto) a|lubiane przez|leuk gevonden door|понравилось|нравится) ?.{1,60}|.{1,40} понравилось|.{1,30} beğendi|クリエイターが.{0,3}いいね.{0,12}|「?いいね[!！]?」?:? ?.{1,40}|크리에이터가 좋아.{1,4}|.{1,10}님 외 .{1,20}좋아합니다|(?:作者|创作者|創作者)(?:赞过|点赞|按了?讚)|.{1,30}和其他.{1,20}人?[赞讚].{0,3}|أعجب .{1,40}"
const PINNED =
  '(?:angepinnt von|épinglé(?:e)? par|fijado por|fixado por|fissato da|vastgezet door|sabitleyen:?|przypięt[ye] przez|закреплено(?: пользователем)?) .{1,60}|angeheftet|épinglée?|fijado|fixado|fissato|vastgezet|sabitlendi|przypięt[ye]|закреплено|固定(?:されています)?|.{1,40}(?:さんによって固定.{0,10}|님이 고정함|固定的评论)|고정됨|由 ?.{1,40} ?[置釘]顶?頂?选?|置顶|置頂|تم التثبيت.{0,40}|पिन किया गया'

const NUMBER = '\\d[\\d.,]{0,11}'
/** Thousands and more behind a number, in the case that pages print. */
export const SIZE = '[Tt]sd\\.?|[Mm]io\\.?|mil|mln|tys\\.?|тыс\\.?|млн|bin|[Mm]n|万|億|亿|萬|천|만|억|ألف|हज़ार|लाख'
const COUNTED =
  'gefällt[- ]mir(?:-angaben)?|mentions? [«" ]{0,2}j[’\']aime[» "]{0,2}|j[’\']aime|me gusta|curtidas?|gostos?|mi piace|vind-ik-leuks?|beğenme|beğeni|polubie(?:nie|nia|ń)|отмет(?:ка|ки|ок) [«"]?нравится[»"]?|नापसंद|पसंद|إعجابات?|aufrufe|vues|visualizaciones|vistas|visualizações|visualizzazioni|weergaven|görüntüleme|wyświetle(?:nie|nia|ń)|просмотр(?:а|ов)?|مشاهد(?:ة|ات)|बार देखा गया|abonnent(?:en|s)?|abonn[ée]{1,2}s?|suscriptor(?:es)?|seguidor(?:es)?|inscritos|iscritti|abonnees|abone|subskrybent(?:ów|a)?|подписчик(?:а|ов)?|follower|partages?|veces compartid[oa]|compartilhamentos?|condivisioni|paylaşım|geteilt|mal geteilt|udostępnie(?:nie|nia|ń)|reposts?|reactions?|réactions?|reacciones|reações|reazioni|reaktionen|zitate|citas|citations|stimmen|punkte|points|puntos|pontos|(?:andere|autres|otr[ao]s|outr[ao]s|altri) ?(?:personen|personnes|personas|pessoas|persone)?'
const COUNTED_CJK = `(?:${NUMBER} ?(?:[kmb]|${SIZE})? ?)?(?:件の(?:表示|いいね[!！]?|リポスト|引用|ブックマーク)|(?:回|次)(?:視聴|再生|观看|觀看|播放)|회 조회|次[赞讚]|[个個][赞讚]|人[赞讚]过?)|(?:いいね[!！]?|좋아요|조회수|赞|讚|閲覧数)[ :：]?${NUMBER} ?(?:[kmb]|${SIZE})?[件개회回人]?`
const PEOPLE_MAY_REPLY = '(?:everybody|some people|people .{1,60}) can reply'

/** Labels beside a post's words: translate, unfold, placeholder of a picture. */
export const LABELS = [
  '(?:see|show) (?:translation|original)(?: \\(translated by .{1,20}\\))?|(?:translate|translated)(?: (?:post|comment|to|from) ?.{0,30})?|rate this translation',
  '(?:read|see|show) (?:more|less|original)|(?:…|\\.{3}) ?(?:(?:see|read|show|view) )?more|expand(?: full comment)?|collapse|\\(?edited\\)? ?[·•]?|[·•∙…|−–—›>⋯]|\\.{3}',
  'image|may be an image of .{1,120}|(?:no alternative text|activate to view).{0,80}|gif|alt|tenor|giphy',
  `(?:[….]{1,3} ?)?(?:${MORE_WORDS})|(?:…|\\.{3}) ?(?:mehr|plus|más|mais|altro|meer|daha fazla|więcej|ещ[её])`,
  TRANSLATION,
  `\\(?(?:${EDITED})\\)?(?: (?:am|vor|le|il y a|el|hace|em|há|il|op|saat) .{1,60})?`,
].join('|')
/** Counts of all reactions to the opening post. */
export const ALL_REACTIONS =
  'all reactions:?|alle reaktionen:?|toutes les réactions ?:?|todas las reacciones:?|todas as reações:?|tutte le reazioni:?|tüm ifadeler:?|wszystkie reakcje:?|все реакции:?|すべてのリアクション:?|모든 공감:?|所有心情:?|كل التفاعلات:?'

export const FURNITURE = [
  LABELS,
  LIKED_BY,
  PINNED,
  PICTURE,
  `${NUMBER}(?: ?(?:[kmb]|${SIZE})(?!\\p{L}))? (?:de )?(?:${COUNTED})`,
  COUNTED_CJK,
  PEOPLE_MAY_REPLY,
  ALL_REACTIONS,
].join('|')

export const SHOW =
  'view|show|see|load|read|hide|einblenden|ausblenden|anzeigen|ansehen|anschauen|laden|voir|afficher|masquer|charger|ver|mostrar|ocultar|cargar|carregar|visualizza|vedi|mostra|nascondi|carica|bekijken|bekijk|weergeven|tonen|toon|verbergen|göster|gör|gizle|görüntüle|yükle|zobacz|pokaż|wyświetl|ukryj|załaduj|показать|скрыть|посмотреть|смотреть|загрузить|عرض|إخفاء|تحميل|देखें|दिखाएं|छिपाएं'
export const MORE =
  'more|remaining|muted|additional|restant[es]{0,2}|verbleibende|mehr|weitere[nr]?|plus|más|mais|altr[aei]|meer|daha|fazla|więcej|kolejn[ey]|ещ[её]|другие|المزيد|من|और|previous|older|newer|earlier|hidden|other|frühere|vorherige|ältere|précédent[e]?s|autres|masquée?s|anteriores|ocult[ao]s|otr[ao]s|outr[ao]s|precedenti|nascost[ei]|vorige|eerdere|andere|önceki|diğer|gizli|gizlenen|poprzednie|inne|ukryte|предыдущие|скрытые|السابقة'
const SMALL =
  'all|the|of|alle|die|der|les|las|los|la|le|il|gli|i|as|os|o|de|des|di|du|toutes|tous|todas|todos|tutte|tutti|tüm|wszystkie|все|كل|सभी'
export const REPLIES =
  'repl(?:y|ies)|comments?|responses?|antwort(?:en)?|kommentare?|réponses?|commentaires?|respuestas?|comentarios?|respostas?|comentários?|rispost[ae]|commenti|commento|antwoord(?:en)?|reacties?|opmerkingen|commentaren|yanıt(?:lar|ı)?|yorum(?:lar|u|ları)?|odpowied[źz]i?|komentarz(?:e|y)?|ответ(?:а|ы|ов)?|комментари[йяи]в?(?:ев)?|رد(?:ود|ًا)?|الردود|ال?تعليق(?:ات)?|जवाब|टिप्पणिया[ंँ]|टिप्पणी|उत्तर'
const LINK_WORD = `(?:${SHOW}|${MORE}|${SMALL}|\\(?${NUMBER}\\)?)`
/** Japanese, Korean and Chinese have no spaces. */
const REPLIES_CJK = '返信|コメント|답글|댓글|回[复覆]|评论|評論|留言'
const LINK_PART_CJK =
  '(?:さらに|もっと|他の|その他の|すべての?|以前の|を|の|件|見る|表示|読み込む|非|隠す|する|더|보기|숨기기|개|이전|모두|查看|显示|顯示|展开|展開|隐藏|隱藏|收起|加载|載入|更多|全部|所有|另外|其他|的|[条條个個則则]|\\d|[,.()（） ])'
/** Button that hides replies again, alone on its line. */
export const HIDE =
  'hide|ausblenden|verbergen|masquer|ocultar|esconder|nascondi|gizle|ukryj|скрыть|非表示(?:にする)?|숨기기|접기|隐藏|隱藏|إخفاء|छिपाएं'
/** Link to hidden or counted replies: words of such links with a verb, a count or "more". */
export const MORE_REPLIES = `${HIDE}|load more|mehr laden|charger plus|cargar más|carregar mais|carica altr[io]|meer laden|daha fazla yükle|załaduj więcej|загрузить ещ[её]|さらに読み込む|더 불러오기|加载更多|載入更多|[·•] ?${NUMBER} (?:${REPLIES})|(?:${LINK_WORD} ){1,6}(?:${REPLIES})(?: ${LINK_WORD}){0,4}|(?:${REPLIES})(?: ${LINK_WORD}){1,4}|(?:${SHOW}) ${NUMBER}k? (?:${MORE})|${LINK_PART_CJK}{1,16}(?:${REPLIES_CJK})${LINK_PART_CJK}{0,16}|(?:${REPLIES_CJK})${LINK_PART_CJK}{1,16}`
export const REPLIED =
  '.{1,60} (?:replied|hat geantwortet|a répondu|respondió|ha respondido|respondeu|ha risposto|heeft gereageerd|yanıtladı|odpowiedział[a]?|ответил[аи]?|ने जवाब दिया)(?: ?[·•].{0,30})?|.{1,60}(?:さんが返信しました|님이 답글을 남겼습니다|[回已]?回[复覆]了)(?: ?[·•].{0,30})?'

const REPLYING_TO =
  '(?:als )?antwort(?:en)? (?:auf|an)|en réponse à|réponse à|en respuesta a|respondiendo a|em resposta a|respondendo a|in risposta a|als antwoord op|yanıt olarak|w odpowiedzi (?:do|na)|в ответ(?: пользователю| на)?|回[复覆]|正在回[复覆]|ردًا على|رداً على'
export const REPLYING = `(?:${REPLYING_TO})(?: .{1,80})?|返信先[:：]?(?: ?.{1,80})?|(?:@\\S{1,40} ?){1,3}(?:adlı (?:kişiye|kullanıcıya|kişilere) yanıt olarak|님에게 보내는 답글|को जवाब (?:दे रहे हैं|दिया))`
export const ANSWERS = `(?:replying|reply|replied|in reply) to|${REPLYING_TO}|返信先[:：]?`

export const ITEM =
  'kommentar|beitrag|post|tweet|antwort|commentaire|publication|réponse|comentario|publicación|respuesta|comentário|publicação|resposta|commento|risposta|bericht|reactie|gönderi|yorum|yanıt|komentarz|wpis|комментарий|пост|запись|ответ'
export const GONE =
  'entfernt|gelöscht|nicht (?:mehr )?verfügbar|gibt es nicht(?: mehr)?|supprimée?|indisponible|retirée?|eliminad[oa]|borrad[oa]|excluíd[oa]|apagad[oa]|removid[oa]|no (?:está )?disponible|não (?:está )?disponível|eliminat[oa]|rimoss[oa]|non (?:è )?disponibile|verwijderd|niet beschikbaar|silindi|silinmiş|kaldırıldı|kullanılamıyor|usunięt[yeao]|niedostępn[yea]|удал[её]н[аоы]?|недоступ(?:ен|на|но)|скрыт[аоы]?'
/** Notice of a deleted post: "This post was deleted". */
export const DELETED = `(?:(?:diese[nrs]?|ce(?:tte)?|est[ea]|quest[oa]|dit|deze|bu|ten|ta|эт[оа]т?) )?(?:${ITEM}) (?:.{0,60} )?(?:${GONE})(?: .{1,60})?\\.?|entfernt\\. .{1,200}redaktion/?.{0,20}|この(?:ポスト|投稿|コメント|返信|ツイート).{0,60}(?:削除|表示できません|ありません|非公開).{0,20}|(?:삭제된|숨겨진) (?:게시물|댓글|답글).{0,20}|이 (?:게시물|댓글|포스트).{0,40}(?:삭제|볼 수 없).{0,20}|[此该這本](?:則|条|條)?(?:帖子|推文|评论|評論|留言|回复|回覆|贴文|貼文).{0,30}(?:删除|刪除|不可用|无法|無法|屏蔽).{0,20}|تم حذف .{1,60}|यह (?:पोस्ट|टिप्पणी|कमेंट) .{0,60}(?:हटा|उपलब्ध).{0,20}`

/** Placeholder of a removed comment. */
export const REMOVED =
  '(?:this|the) (?:comment|post|reply|message) (?:was|has been) (?:deleted|removed|hidden)(?: by (?:an? |the )?(?:moderators?|administrators?|author|user))?\\.?'

export const ADVERT =
  'ad|advertisement|promoted(?: by .{1,60})?|sponsored(?: by .{1,60}| content)?|suggested(?: for you| posts?)|people you may know|anzeige|werbung|gesponsert|sponsorisée?|publicité|publicidade?|anuncio|anúncio|promocionado|promovido|patrocinado|sponsorizzato|pubblicità|gesponsord|advertentie|uitgelicht|vorgeschlagen für dich|sugerencias para ti|suggestions? pour vous|reklam|sponsorlu|sponsorowane|reklama|реклама|プロモーション|広告|スポンサー|광고|프로모션|广告|廣告|推广|推廣|赞助内容|贊助|إعلان|مُموَّل|प्रायोजित|विज्ञापन'

/** Heading of the comments: "Sort by", "Add a comment". */
export const HEADING = [
  'relevanteste(?: kommentare)?|alle kommentare|neueste(?: zuerst)?|älteste|(?:(?:commentaires )?les )?plus (?:pertinents|récents)|(?:comentarios )?más (?:relevantes|recientes)|(?:comentários )?mais (?:relevantes|recentes)|(?:commenti )?più (?:pertinenti|recenti)|meest relevant|nieuwste|en (?:alakalı|yeni)(?:ler)?|najtrafniejsze|najnowsze|самые (?:актуальные|новые)|сначала новые|(?:最も)?関連(?:性|度)の高い(?:返信|コメント)?(?:順)?|新しい順|関連度順|관련성 높은 (?:댓글|답글)(?:순)?|최신순|인기순|最相[关關]|最新评论|热门评论|الأكثر ملاءمة|الأحدث|सबसे प्रासंगिक',
  '(?:sortieren(?: nach)?|trier(?: par)?|ordenar(?: por)?|ordina(?: per)?|sorteren(?: op)?|sırala(?:ma ölçütü)?|sortuj(?: według)?|упорядочить|сортировать(?: по)?|並べ替え|정렬(?: 기준)?|排序(?:方式|依据)?|ترتيب حسب|क्रम से लगाएं)(?: ?: ?.{0,20})?',
  '(?:schreibe? einen kommentar|kommentar(?: schreiben| hinzufügen)?|(?:écrire|ajouter|rédiger) un commentaire|(?:añade|añadir|escribe|escribir|agrega(?:r)?) un comentario|(?:adicione|adicionar|escreva|escrever) um comentário|(?:aggiungi|scrivi) un commento|(?:schrijf|plaats) een (?:reactie|opmerking)|(?:commentaar|reactie|opmerking) toevoegen|yorum (?:yaz(?:ın)?|ekle(?:yin)?)|(?:napisz|dodaj) komentarz|(?:напишите|добавьте|оставьте|введите)(?: текст)? комментари[йя]|(?:напишите|введите) ответ|コメントを(?:追加|入力|書く)(?:する)?|댓글 (?:추가|달기|입력)|(?:添加|撰写|写|發表|发表)(?:公开)?(?:评论|評論|留言)|أضف تعليقًا|टिप्पणी जोड़ें)(?:\\.{3}|…| …)?',
].join('|')

export const COMMENTS =
  'comments|kommentare|commentaires|contributions|comentarios|comentários|commenti|opmerkingen|reacties|commentaren|yorum(?:lar)?|komentarz(?:e|y)|комментари(?:и|ев|я|й)|コメント|댓글|评论|評論|留言|التعليقات|تعليقات?|टिप्पणियां'
/** Names for posts of a forum topic, counted beside its page numbers. */
export const POSTS = 'posts|messages|beiträge|mensajes|mensagens|messaggi|berichten|mesaj|posty|postów|сообщени[йяе]'
export const PAGE_OF =
  '(?:page|seite|página|pagina|sayfa|strona|страница|ページ) ?\\d{1,5} ?(?:of|von|sur|de|di|van|z|из|/) ?(?<pages>\\d{1,5})'
export const NEXT_PAGE =
  'next(?: page)?|weiter|nächste(?: seite)?|suivante?|page suivante|siguiente|próxim[ao]|seguinte|successiv[ao]|seguente|avanti|volgende|sonraki|następna|след(?:ующая|\\.)|вперед|次へ|다음|下一[页頁]|التالي|अगला'
/** Label before a forum's time zone: "All times are". */
export const TIMES_ARE =
  'all times (?:are|shown)|time ?zone|alle zeiten|zeitzone|heures|fuseau horaire|todos los horarios|zona horaria|horários|fuso horário|orari|fuso orario|alle tijden|tijdzone|tüm zamanlar|strefa czasowa|часовой пояс|время|時間|시간대|时区|時區'
/** Heading with the number of comments: "1.204 Kommentare", "コメント12件". */
export const COMMENT_COUNT = `(?:${NUMBER} ?(?:[kmb]|${SIZE})? ?(?:de |件の|[条則个個])?)?(?:${COMMENTS})(?: ?\\(?${NUMBER} ?(?:[kmb]|${SIZE})? ?[件개]?\\)?)?`
export const LOG_IN =
  '(?:you must |please )?(?:log|sign) ?in (?:or (?:register|sign up) )?to .{1,40}|(?:melde dich an|logge dich ein),? um .{1,60}|connecte[sz]?[- ](?:toi|vous) pour .{1,60}|(?:inicia|iniciar) sesión para .{1,60}|(?:entre|faça login|inicie sessão) para .{1,60}|accedi per .{1,60}|log in om .{1,60}|.{1,40} için giriş yap|zaloguj się, aby .{1,60}|войдите,? чтобы .{1,60}|ログインして.{1,40}|.{0,30}로그인(?:하세요|하기).{0,20}|登[录入].{0,6}(?:评论|評論|留言|发表).{0,20}'
export const FOR_YOU =
  'for you|für dich|pour (?:toi|vous)|para (?:ti|você|si)|per te|voor jou|sizin için|senin için|dla ciebie|для вас|おすすめ|회원님을 위한 추천|추천|为[你您]推荐|為你推薦|لك|आपके लिए'
export const OPEN_APP =
  "open (?:in )?(?:the )?app|get (?:the )?app.{0,30}|(?:in der )?app öffnen|(?:ouvrir|utiliser) l[’']app(?:lication|li)?|(?:abrir|usar) (?:en la |en |no |o |la )?(?:app|aplicación|aplicativo)|apri l[’']app|openen in de app|app openen|uygulama(?:yı aç|da aç)|otwórz (?:w )?aplikacj[ęi]|открыть (?:в )?приложени[еи]|アプリ(?:で|を)開く|앱(?:에서|으로)? 열기|打[开開](?:应用|app|應用程式)|(?:فتح|افتح) التطبيق|ऐप खोलें"
export const HOME =
  'home|startseite|accueil|inicio|início|página inicial|ana sayfa|strona główna|главная(?: страница)?|ホーム|홈|首[页頁]|الصفحة الرئيسية|الرئيسية|होम'
/** Panels of X beside a thread: "Discover more", "Relevant people", "Who to follow", "What's happening". */
export const BESIDE =
  "mehr entdecken|relevante personen|wem folgen\\?|was gibt[’']s neues\\?|trends für dich|découvrir plus|personnes pertinentes|qui suivre|tendances pour vous|descub(?:re|rir) más|personas relevantes|a quién seguir|qué está pasando|tendencias para ti|descubra mais|pessoas relevantes|quem seguir|o que está acontecendo|scopri di più|persone rilevanti|chi seguire|che c[’']è di nuovo|ontdek meer|relevante mensen|wie te volgen|wat gebeurt er|daha fazlasını keşfet|ilgili kişiler|kimi takip etmeli|neler oluyor\\?|odkryj więcej|kogo obserwować|co się dzieje|актуальные люди|кого читать|что происходит|もっと見つける|おすすめユーザー|いまどうしてる？|더 찾아보기|팔로우 추천|发现更多|推荐关注|有什么新鲜事？"

/** "You may like" */
export const RELATED =
  'das könnte dir (?:auch )?gefallen|(?:vous|tu) (?:aimerez|aimeras|pourriez aimer|pourrais aimer).{0,20}|(?:puede|quizá|tal vez) que te guste|también te puede gustar|você (?:também )?pode (?:gostar|curtir)|potrebbe(?:ro)? (?:anche )?piacerti|misschien vind je dit leuk|bunları? beğenebilirsin|może ci się spodobać|вам может понравиться|おすすめ|추천|猜你喜欢|你可能喜[欢歡]|قد يعجبك|आपको .{1,20} पसंद आ सकता है'

export const SAYS =
  'says|said|wrote|writes|commented|sagt|schreibt|dit|a dit|dice|dijo|diz|disse|ha detto|zegt|schreef|diyor ki|pisze|mówi|говорит|пишет|より|说道?|說道?|يقول|कहते हैं'

/** Chat placeholders of pictures, sounds and files. */
export const MEDIA =
  'foto|bild|aufkleber|datei|sprachnachricht|standort|kontakt|autocollant|fichier|message vocal|position|pegatina|archivo|nota de voz|ubicación|contacto|figurinha|arquivo|mensagem de voz|localização|adesivo|messaggio vocale|posizione|bestand|spraakbericht|locatie|fotoğraf|çıkartma|dosya|ses|konum|kişi|zdjęcie|naklejka|plik|wiadomość głosowa|lokalizacja|фото(?:графия)?|видео|стикер|файл|голосовое сообщение|аудио|геопозиция|контакт|альбом|写真|動画|スタンプ|ファイル|사진|동영상|스티커|파일|照片|图片|圖片|视频|影片|贴纸|貼圖|文件|صورة|فيديو|ملصق|ملف|رسالة صوتية|موقع|جهة اتصال|फ़ोटो|वीडियो|स्टिकर|फ़ाइल'

export const RANK =
  'stammgast|mitglied|anführer|moderatorin|neuer benutzer|habitué|meneur|membre|modératrice|nouvel utilisateur|habitual|líder|miembro|nuevo usuario|membro|abituale|utente base|vaste gast|leider|lid|müdavim|lider|üye|bywalec|członek|постоялец|лидер|участник|常連|メンバー|단골|회원|活跃用户|成员|عضو|सदस्य'
export const SUGGESTED_TOPICS =
  '(?:vorgeschlagene|ähnliche|verwandte|neue und ungelesene) themen|sujets (?:suggérés|similaires|connexes)|temas (?:sugeridos|relacionados)|tópicos (?:sugeridos|relacionados)|argomenti (?:suggeriti|correlati)|(?:voorgestelde|gerelateerde) topics|önerilen konular|(?:sugerowane|powiązane) tematy|(?:похожие|рекомендуемые) темы|(?:おすすめ|関連)(?:の)?トピック|추천 (?:주제|토픽|글)|(?:推荐|相关|建議)(?:话题|的话题|主題)|مواضيع مقترحة|सुझाए गए विषय|themenliste, spaltenüberschriften .{1,80}|liste de sujets, .{1,100}|lista de temas, .{1,100}|noch mehr lesen\\?.{0,200}'
/** Time to the next post, on its own line: "2 days later". */
export const LATER =
  '\\d+ (?:stunden?|tage?|monate?|jahre?) später|(?:après )?\\d+ (?:heures?|jours?|mois|ans?) (?:plus tard|après)|\\d+ (?:horas?|días?|mes(?:es)?|años?) (?:después|más tarde)|\\d+ (?:horas?|dias?|m[êe]s(?:es)?|anos?) depois|\\d+ (?:ore|ora|giorni|giorno|mesi|mese|anni|anno) dopo|\\d+ (?:uur|dagen|dag|maanden|maand|jaar) later|\\d+ (?:saat|gün|ay|yıl) sonra|\\d+ (?:godzin[ye]?|dni|dzień|miesi[ąę]c[ey]?|lat[ao]?) później|(?:спустя )?\\d+ (?:час(?:а|ов)?|дн(?:я|ей)|день|месяц(?:а|ев)?|год(?:а)?|лет) (?:спустя|позже)|\\d+ ?(?:時間|日|か月|年)後|\\d+ ?(?:시간|일|개월|년) 후|\\d+ ?(?:小时|天|个月|年)后'
/** Changes of a topic: "Closed 23h ago". */
export const CLOSED =
  'geschlossen|geöffnet|archiviert|angeheftet|fermé|ouvert|archivé|épinglé|cerrado|abierto|archivado|fechado|aberto|arquivado|chiuso|aperto|gesloten|geopend|kapatıldı|açıldı|zamknięt[oy]|otwart[oy]|закрыт[ао]?|открыт[ао]?'
