export const DRAW_RECORDS = ['repeated', 'otherStrata', 'forgotten', 'older'];
