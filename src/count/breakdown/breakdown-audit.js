/** Classifier counts corrected by the mean error found in the audit. Estimand `captured`. */
export const DIFFERENCE = 'difference';
/** Power-tuned PPI: calibrated probabilities weighted by lambda in [0, 1], as far as the audit shows that they help. Estimand `captured`; quote this one. */
export const POWER_TUNED = 'ppi++';
/** Calibrated probabilities in full (lambda 1); each labelled post weighs 1 / its inclusion probability. Estimand `captured`. */
export const DESIGN_WEIGHTED = 'dsl';
/** Authors and threads as clusters, degrees of freedom from those with a label. Estimand `population`. */
export const CLUSTER_AUTHOR_THREAD = 'cluster-author-thread';
/** Clusters by author alone, used with fewer than 10 threads. Estimand `population`. */
export const CLUSTER_AUTHOR = 'cluster-author';
