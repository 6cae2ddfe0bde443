/**
 * Everyday words that are also names of companies. In lower case, such a word is no name ("take it
 * in stride"). Origin: names in SCOWL's American list (Debian's `wamerican`), reviewed by hand.
 */
export const EVERYDAY_NAMES: ReadonlySet<string> = new Set(
  (
    'adobe advent alphabet alpine amazon apple astound autonomy avocado azure bard battlefield bedrock blackberry bombardier ' +
    'borders brigade canonical canopy carrier cayenne chambers china chrome cipher constellation cook cosmos craftsman cray cruise ' +
    'delta discovery dodge emirates epic fiat fink ford fox galaxy gates gecko gnome grab halo honor humane inflection instinct jaguar ' +
    'jeep looney lotus lucid madden magnum marvel mavericks meta metro mickey occidental opera oracle palm paramount peacock pep ' +
    'perplexity polestar presto proton ram reliance rover savvy sears sharp shell sky slack snap southwest sprint stride stripe ' +
    'sycamore target teamsters trump twitch ups zeal'
  ).split(' '),
)
