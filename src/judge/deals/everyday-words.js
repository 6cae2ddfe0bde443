/**
 * Everyday English words that are also names of the catalogue. In lower case, such a word is not the name of a deal outside the thread
 * ("take it in stride"). Found by looking up every one-word name in SCOWL's American list (Debian's `wamerican`), then reviewed by hand.
 */
export const EVERYDAY_NAMES = new Set(('adobe advent alphabet alpine amazon apple astound autonomy avocado azure bard battlefield bedrock blackberry bombardier ' +
    'borders brigade canonical canopy carrier cayenne chambers china chrome cipher constellation cook cosmos craftsman cray cruise ' +
    'delta discovery dodge emirates epic fiat fink ford fox galaxy gates gecko gnome grab halo honor humane inflection instinct jaguar ' +
    'jeep looney lotus lucid madden magnum marvel mavericks meta metro mickey occidental opera oracle palm paramount peacock pep ' +
    'perplexity polestar presto proton ram reliance rover savvy sears sharp shell sky slack snap southwest sprint stride stripe ' +
    'sycamore target teamsters trump twitch ups zeal').split(' '));
/**
 * Everyday English words within one edit of a name of the catalogue or its plural. They never count as misspellings of it ("clause" is not
 * "Claude"). Includes people, places and days. From the same list.
 */
export const NEAR_EVERYDAY_WORDS = new Set(('adobes advents advert affinity aline alphabets alter alters amazons apples arctic arctics astounds atria authentic automatic ' +
    'avocados azures bards battlefields bedrocks being beyond blurry boarders boding bombardiers boning booing border borers ' +
    'boring bowing boxing brigades brutish buffet buffets buntings cambers carried carriers carries cerebral chamber character ' +
    'characters childless chromed chromes chyron ciphers clambers clause concord constellations cooked cooks copilots corneal ' +
    'craftsmen crays croaked crocked crooked crooned crucial cruised cruiser cruises crystal crystals dells deltas dicker digital direct ' +
    'directs discover discovers docked docket dodges dollar dollars domino dominoes electronic electronica electronics embrace ' +
    'embraced embraces emigrates emirate endeavor epics falcon falcons family fanatical fiats finks flaying fling flying fords ' +
    'forestall foundation foundations foundry framer frying geckos genera general generals germane global gnomes goggle googled ' +
    'grabs groks halos hasting hellos hibachi hoard honors horizon horizons human humaner humans hustings infection inflections ' +
    'infliction instant instants instincts intellectual intellectuals interne interned internee internes internet jaguars jeeps ' +
    'jolted kangaroo kangaroos kroner liberty llamas looneys loony lucking macron maddens madder madmen magnums maiden margin ' +
    'marlin marten martian martin martini martins marvels masher master masters mastery matrix matter maverick merged metros ' +
    'mickeys microns minster mister mistrial mobster model models modulo moister monster monsters muster mythical nestled nestles ' +
    'nettle noshing notching nothing nothings noting novel novella novelle novels occidentals octane operas optimum optimums ' +
    'opting oracles orated ousted outing paisley paler palmed palmier palms papal peacocks peps permanent permanents phoenix ' +
    'photon polestars postdates prestos primate private privater privates project projects protect protons pubic public quake ' +
    'quaked quakes quaver racing rainbow rainbows rams rapine raring ravine reality realty rearing redone reference renaissance ' +
    'renaissances reverence reverenced reverences roaming roaring roasted roosted rosette rovers sailor salver sesame sesames ' +
    'shaft sharps shells silicon silicone silicons silver silvers silvery slacks slider sliver snaps snider solaria solver ' +
    'southeast space spaced spaces spacey spider spiders spidery spirit spirits splint spring sprints sprout square squared ' +
    'squarer squares squire starling strains strait straits strides strife strike strip striped stripes strips stript strive ' +
    'strode sundae sunder supercharge supercharged supercharges sycamores tailor targets teamster titter trailer trained trainee ' +
    'trainer trainers trumps tumble tumbler twister twitted twitters unite united unites unread unreal unseal untied valley ' +
    'vantage vantages varlet verdant vertical verticals vintage vision visions wagoners wanner warder warier warmer warned watcher ' +
    'western westerns widows window windows winnows witched witchery witches wither yahoos ' +
    'abelson advents alexandra aline allison alyson amazons andre andrea andrei andres andrews apollos atman atria ' +
    'bolton bostons carrie cartier castro charon chrystal concord concords conley cooley copley crookes crowley currier ' +
    'damian donahue dupont elliot espinoza francisca german germans goodall goodman grahame haley halley harlem harvey ' +
    'hoffman howard hurley internets jansen johnathan johnston jonathon jonson kristy kruger lambert marcel marin ' +
    'marlin martel martian martina marvell marvin masters mercer mervin micky mirzam mister niccolo nisan ' +
    'occidentals oersted panamas patrica patrice persian philips phillip phillipa preston quakers renaissances roberta roberto ' +
    'russian snider southeasts southwests starkey sundas sunday toyoda triton wagner westerns').split(' '));
/** Whether a lower-case word is commonly used without a deal in mind. */
export const isEverydayWord = (word) => EVERYDAY_NAMES.has(word) || NEAR_EVERYDAY_WORDS.has(word);
