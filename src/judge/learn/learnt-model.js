import { countEach } from '../../base/statistics/group-by.js';
import { sha256OfText } from '../../base/text/sha256-text.js';
import { unitKeyOf } from '../../base/thread/unit-key.js';
import { applyAdapter, fitAdapter } from './fit-adapter.js';
/** Folds of at least {@link LEAVE_ONE_OUT_BELOW} labels. */
const FOLD_COUNT = 10;
/** Fewer labels are left out one by one. */
const LEAVE_ONE_OUT_BELOW = 30;
/** Hex digits of the hash in the model's name. */
const NAME_DIGITS = 8;
/** How many folds that many labels are split into. */
export const foldCountOf = (labelCount) => (labelCount < LEAVE_ONE_OUT_BELOW ? labelCount : FOLD_COUNT);
/**
 * The order of judgements in which folds are dealt round: by a hash of their keys, so that neither their labels nor the order of the posts
 * decides.
 */
export function foldOrder(values) {
    const hashed = values.map((value) => ({ value, hash: sha256OfText(unitKeyOf(value.unit)) }));
    return hashed.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).map(({ value }) => value);
}
/**
 * Learns labels, cross-fitted: one adapter per fold, which has not seen the labels of its fold. So a labelled judgement's probabilities are
 * honest predictions, like those of the others.
 *
 * @see Zrnic and Candès (2024), Cross-prediction-powered inference, PNAS 121(15)
 */
export function learnLabels(readings, { labels, baseModel, auditSha256, isRandom, }) {
    const ordered = foldOrder(readings);
    const foldCount = foldCountOf(ordered.length);
    const examples = ordered.map(({ reading, label }) => ({ ...reading, label: labels.indexOf(label) }));
    const folds = Array.from({ length: foldCount }, (_, fold) => fitAdapter(examples.filter((_, index) => index % foldCount !== fold)));
    const given = new Map(ordered.map(({ unit, label }, index) => [unitKeyOf(unit), { label, fold: index % foldCount }]));
    const counts = countEach(ordered.map(({ unit }) => unit.dealId));
    const sorted = [...given].map(([key, { label }]) => [key, label]).sort(([a], [b]) => (a < b ? -1 : 1));
    const deals = [...counts].map(([dealId, labelCount]) => ({ dealId, labelCount }));
    return {
        record: {
            baseModel,
            adapterSha256: sha256OfText(JSON.stringify([baseModel, sorted])),
            auditSha256,
            isRandom,
            labelCount: ordered.length,
            deals: deals.sort((a, b) => ((a.dealId ?? '') < (b.dealId ?? '') ? -1 : 1)),
        },
        folds,
        given,
    };
}
/** Name of a model that learnt: `stack-en+learnt.3f2a9c1e`. */
export const learntIdOf = ({ baseModel, adapterSha256 }) => `${baseModel}+learnt.${adapterSha256.slice(0, NAME_DIGITS)}`;
/**
 * Probabilities of a judgement: of a labelled one by the adapter that has not seen its label, of any other the mean over all adapters.
 * In the order of the scheme's labels.
 */
export function learntProbabilities({ folds, given }, unit, reading) {
    const own = given.get(unitKeyOf(unit));
    if (own !== undefined)
        return applyAdapter(folds[own.fold], reading);
    const sums = new Float64Array(reading.scores.length);
    for (const adapter of folds) {
        applyAdapter(adapter, reading).forEach((probability, label) => {
            sums[label] = sums[label] + probability / folds.length;
        });
    }
    return sums;
}
/** Whether applying it needs what the engine knows beyond its scores. */
export const readsVectors = ({ folds }) => folds.some(({ head }) => head !== null);
