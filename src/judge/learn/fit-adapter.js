import { softmax } from '../../base/statistics/calibration/softmax.js';
import { mean, variance } from '../../base/statistics/estimate/mean.js';
import { fitRidgeSoftmax } from './ridge-softmax.js';
import { coordinatesOf, spanVectors } from './vector-space.js';
/** Keeps logarithms finite: probabilities are printed with four decimals. */
const MIN_PROBABILITY = 1e-4;
/** Scores of a reading from probabilities: the same, near enough, whether these were printed or not. */
export const scoresOf = (probabilities) => Float64Array.from(probabilities, (probability) => Math.log(Math.max(probability, MIN_PROBABILITY)));
const DEAL_BIAS = 2;
/** What is fitted unless the labels speak clearly for another. Chosen on the written corpus: see `models/encoder-en/experiments.md`. */
export const USUAL = { bias: 1, dealBias: DEAL_BIAS, head: 1 };
const OTHERS = [
    { bias: 1, dealBias: DEAL_BIAS, head: null },
    { bias: 4, dealBias: DEAL_BIAS, head: 4 },
    { bias: 0.3, dealBias: DEAL_BIAS, head: 0.3 },
];
/** Fewer labels choose no strengths: they get {@link USUAL}. Thirty chose worse than that. */
const MIN_CHOICE_LABELS = 50;
const CHOICE_FOLDS = 5;
/**
 * Fits biases per label, and a ridge head on what the engine knows, to labels that a person gave: log-probabilities + bias + the deal's own
 * bias + weights x vector. How strongly each is held at 0 is chosen by cross-validation inside the labels: another choice than the usual one
 * only where its log-loss is lower by more than a standard error.
 *
 * @param examples in an order that does not depend on their labels; it decides the folds of the choice
 * @param strengths given: nothing is chosen
 */
export function fitAdapter(examples, strengths) {
    return fitWith(examples, strengths ?? chooseStrengths(examples));
}
/** Probabilities in the order of the scheme's labels. */
export function applyAdapter({ bias, dealBias, head }, { scores, vector, dealId }) {
    const corrected = Float64Array.from(scores, (score, label) => score + (bias[label] ?? 0) + (dealBias.get(dealId)?.[label] ?? 0));
    if (head !== null && vector !== null) {
        head.weights.forEach((weights, label) => {
            let total = corrected[label];
            for (let at = 0; at < weights.length; at++)
                total += weights[at] * (vector[at] - head.centre[at]);
            corrected[label] = total;
        });
    }
    return softmax(corrected);
}
function chooseStrengths(examples) {
    const hasHead = examples.every(({ vector }) => vector !== null);
    const usual = hasHead ? USUAL : OTHERS[0];
    if (examples.length < MIN_CHOICE_LABELS)
        return usual;
    const others = hasHead ? OTHERS : OTHERS.slice(1).map((each) => ({ ...each, head: null }));
    const lossesOf = new Map([usual, ...others].map((each) => [each, []]));
    for (let fold = 0; fold < CHOICE_FOLDS; fold++) {
        const seen = examples.filter((_, index) => index % CHOICE_FOLDS !== fold);
        const unseen = examples.filter((_, index) => index % CHOICE_FOLDS === fold);
        const prepare = prepareFit(seen);
        for (const [strengths, losses] of lossesOf) {
            const adapter = prepare(strengths);
            for (const each of unseen)
                losses.push(-Math.log(applyAdapter(adapter, each)[each.label]));
        }
    }
    const usualLosses = lossesOf.get(usual);
    let best = usual;
    let bestGain = 0;
    for (const [strengths, losses] of lossesOf) {
        const gains = losses.map((loss, index) => usualLosses[index] - loss);
        const gain = mean(gains);
        const error = Math.sqrt(variance(gains) / gains.length);
        if (gain > error && gain > bestGain)
            [best, bestGain] = [strengths, gain];
    }
    return best;
}
const fitWith = (examples, strengths) => prepareFit(examples)(strengths);
/**
 * Prepares examples once for fits of several strengths.
 *
 * @param droppedCount directions of most variance that a head leaves to the scores; default: those in which labels differ
 */
export function prepareFit(examples, droppedCount = (examples[0]?.scores.length ?? 1) - 1) {
    const labelCount = examples[0]?.scores.length ?? 0;
    const dealIds = [...new Set(examples.map(({ dealId }) => dealId))];
    const ownDeals = dealIds.length > 1 ? dealIds : [];
    const vectors = examples.map(({ vector }) => vector ?? []);
    let space = null;
    let coordinates = [];
    const offsets = { width: labelCount, values: Float64Array.from(examples.flatMap(({ scores }) => Array.from(scores))) };
    const labels = Int32Array.from(examples, ({ label }) => label);
    const rowWeights = Float64Array.from(examples, ({ weight = 1 }) => weight);
    return (strengths) => {
        if (examples.length === 0)
            return { strengths, bias: new Float64Array(labelCount), dealBias: new Map(), head: null };
        if (strengths.head !== null && space === null) {
            const own = spanVectors(vectors, droppedCount);
            space = own;
            coordinates = vectors.map((vector) => coordinatesOf(vector, own));
        }
        const own = strengths.head === null ? null : space;
        const rows = examples.map(({ dealId }, index) => [
            1,
            ...ownDeals.map((each) => (each === dealId ? 1 : 0)),
            ...(own === null ? [] : coordinates[index]),
        ]);
        const width = rows[0]?.length ?? 0;
        const penalties = Float64Array.from({ length: width }, (_, column) => column === 0 ? strengths.bias : column <= ownDeals.length ? strengths.dealBias : (strengths.head ?? 0));
        const weights = fitRidgeSoftmax({ offsets, features: { width, values: Float64Array.from(rows.flat()) }, penalties, labels, rowWeights });
        const weightsOf = (column) => weights.slice(column * labelCount, (column + 1) * labelCount);
        return {
            strengths,
            bias: weightsOf(0),
            dealBias: new Map(ownDeals.map((dealId, index) => [dealId, weightsOf(1 + index)])),
            head: own && { centre: own.centre, weights: expandWeights(own, labelCount, (row) => weightsOf(1 + ownDeals.length + row)) },
        };
    };
}
/** Weights in the space as weights of the vectors, one row per label. */
function expandWeights({ centre, basis }, labelCount, weightsOf) {
    const expanded = Array.from({ length: labelCount }, () => new Float64Array(centre.length));
    basis.forEach((direction, row) => {
        const own = weightsOf(row);
        expanded.forEach((weights, label) => {
            const factor = own[label];
            for (let at = 0; at < weights.length; at++)
                weights[at] = weights[at] + factor * direction[at];
        });
    });
    return expanded;
}
