const ARMIJO = 1e-4;
const CURVATURE = 0.9;
const MAX_LINE_STEPS = 30;
function dot(a, b) {
    let sum = 0;
    for (let index = 0; index < a.length; index++)
        sum += a[index] * b[index];
    return sum;
}
function maxAbsolute(values) {
    let top = 0;
    for (let index = 0; index < values.length; index++)
        top = Math.max(top, Math.abs(values[index]));
    return top;
}
/** Two-loop recursion: minus the approximate inverse Hessian times the gradient (Nocedal & Wright, algorithm 7.4). */
function searchDirection(gradient, pairs, preconditioner) {
    const direction = gradient.map((value) => -value);
    const alphas = new Float64Array(pairs.length);
    for (let k = pairs.length - 1; k >= 0; k--) {
        const { step, change, inverse } = pairs[k];
        const alpha = inverse * dot(step, direction);
        alphas[k] = alpha;
        for (let index = 0; index < direction.length; index++)
            direction[index] = direction[index] - alpha * change[index];
    }
    const last = pairs.at(-1);
    let scale = 1;
    if (last) {
        let curvature = 0;
        for (let index = 0; index < direction.length; index++) {
            const change = last.change[index];
            curvature += change * change * (preconditioner ? preconditioner[index] : 1);
        }
        scale = 1 / (last.inverse * curvature);
    }
    for (let index = 0; index < direction.length; index++) {
        direction[index] = direction[index] * scale * (preconditioner ? preconditioner[index] : 1);
    }
    for (let k = 0; k < pairs.length; k++) {
        const { step, change, inverse } = pairs[k];
        const correction = alphas[k] - inverse * dot(change, direction);
        for (let index = 0; index < direction.length; index++)
            direction[index] = direction[index] + correction * step[index];
    }
    return direction;
}
/**
 * Minimises a smooth function by limited-memory BFGS with a weak-Wolfe line search by bisection. Deterministic, float64.
 *
 * @param objective value and gradient at a point; must be finite along the search
 * @param start     start point; not modified
 * @see Nocedal & Wright, Numerical Optimization (2006), chapters 3 and 7
 */
export function minimiseLbfgs(objective, start, options = {}) {
    const { gradientTolerance = 1e-4, maxIterations = 200, memory = 10, preconditioner } = options;
    let point = Float64Array.from(start);
    let gradient = new Float64Array(start.length);
    let value = objective(point, gradient);
    const pairs = [];
    for (let iteration = 0; iteration < maxIterations; iteration++) {
        if (maxAbsolute(gradient) <= gradientTolerance)
            return { point, value, iterationCount: iteration, converged: true };
        const direction = searchDirection(gradient, pairs, preconditioner);
        const slope = dot(gradient, direction);
        const nextPoint = new Float64Array(point.length);
        const nextGradient = new Float64Array(point.length);
        let low = 0;
        let high = Number.POSITIVE_INFINITY;
        let length = pairs.length === 0 && !preconditioner ? Math.min(1, 1 / maxAbsolute(gradient)) : 1;
        let nextValue = value;
        let accepted = false;
        for (let tries = 0; tries < MAX_LINE_STEPS && !accepted; tries++) {
            for (let index = 0; index < point.length; index++)
                nextPoint[index] = point[index] + length * direction[index];
            nextValue = objective(nextPoint, nextGradient);
            if (!(nextValue <= value + ARMIJO * length * slope))
                high = length;
            else if (dot(nextGradient, direction) < CURVATURE * slope)
                low = length;
            else
                accepted = true;
            if (!accepted)
                length = Number.isFinite(high) ? (low + high) / 2 : low * 2;
        }
        if (!(nextValue < value))
            return { point, value, iterationCount: iteration, converged: false };
        const step = nextPoint.map((next, index) => next - point[index]);
        const change = nextGradient.map((next, index) => next - gradient[index]);
        const curvature = dot(step, change);
        if (curvature > 0) {
            pairs.push({ step, change, inverse: 1 / curvature });
            if (pairs.length > memory)
                pairs.shift();
        }
        point = nextPoint;
        gradient = nextGradient;
        value = nextValue;
    }
    return { point, value, iterationCount: maxIterations, converged: false };
}
