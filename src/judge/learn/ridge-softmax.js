import { logSumExp } from '../../base/statistics/calibration/softmax.js';
import { minimiseLbfgs } from '../../base/statistics/minimise-lbfgs.js';
/** Largest component of the gradient at the end, per example. */
const GRADIENT_TOLERANCE = 1e-7;
/**
 * Multinomial logistic regression that corrects given log-probabilities: minimises `sum_r w_r * -log softmax(offset_r + W' x_r)[label_r] +
 * sum_j penalty_j |W_j|^2 / 2`. No intercept: give a feature that is 1.
 *
 * @returns `weights[feature * labelCount + label]`; the weights of a feature sum to 0 over the labels
 * @see Hastie, Tibshirani, Friedman (2009), The Elements of Statistical Learning, section 18.3.2; values of SciPy in its test
 */
export function fitRidgeSoftmax({ offsets, features, penalties, labels, rowWeights }) {
    const { width: labelCount } = offsets;
    const { width, values } = features;
    const scores = new Float64Array(labelCount);
    const objective = (point, gradient) => {
        let loss = 0;
        for (let place = 0; place < point.length; place++) {
            const penalty = penalties[Math.floor(place / labelCount)];
            const weight = point[place];
            loss += 0.5 * penalty * weight * weight;
            gradient[place] = penalty * weight;
        }
        for (let row = 0; row < labels.length; row++) {
            addScores(scores, offsets, features, row, point);
            const logSum = logSumExp(scores);
            const gold = labels[row];
            const rowWeight = rowWeights?.[row] ?? 1;
            loss += rowWeight * (logSum - scores[gold]);
            for (let label = 0; label < labelCount; label++) {
                scores[label] = rowWeight * (Math.exp(scores[label] - logSum) - (label === gold ? 1 : 0));
            }
            for (let column = 0; column < width; column++) {
                const value = values[row * width + column];
                if (value === 0)
                    continue;
                for (let label = 0; label < labelCount; label++) {
                    const at = column * labelCount + label;
                    gradient[at] = gradient[at] + value * scores[label];
                }
            }
        }
        return loss;
    };
    const { point } = minimiseLbfgs(objective, new Float64Array(width * labelCount), {
        gradientTolerance: GRADIENT_TOLERANCE * Math.max(1, labels.length),
        maxIterations: 500,
        preconditioner: inverseDiagonal({ offsets, features, penalties, labels, rowWeights }),
    });
    return point;
}
/** Writes `offset + W' x` of a row into `scores`. */
function addScores(scores, offsets, { values, width }, row, weights) {
    const { width: labelCount } = offsets;
    for (let label = 0; label < labelCount; label++)
        scores[label] = offsets.values[row * labelCount + label];
    for (let column = 0; column < width; column++) {
        const value = values[row * width + column];
        if (value === 0)
            continue;
        for (let label = 0; label < labelCount; label++) {
            scores[label] = scores[label] + value * weights[column * labelCount + label];
        }
    }
}
/** Inverse of the Hessian's diagonal where all labels are equally likely. */
function inverseDiagonal({ offsets: { width: labelCount }, features: { values, width }, penalties, labels, rowWeights }) {
    const variance = (labelCount - 1) / labelCount ** 2;
    const diagonal = new Float64Array(width * labelCount);
    for (let column = 0; column < width; column++) {
        let sum = penalties[column];
        for (let row = 0; row < labels.length; row++)
            sum += (rowWeights?.[row] ?? 1) * variance * values[row * width + column] ** 2;
        diagonal.fill(1 / sum, column * labelCount, (column + 1) * labelCount);
    }
    return diagonal;
}
