/** The value of `schema` in a breakdown. */
export const BREAKDOWN_SCHEMA = 'dealstance/breakdown@1';
/** Whole authors drawn with replacement; an interval of the share of posts. */
export const CLUSTER_BOOTSTRAP = 'cluster-bootstrap-percentile';
/** Wilson score interval with each author counted once; an interval of the share of authors. */
export const WILSON_AUTHORS = 'wilson-authors';
