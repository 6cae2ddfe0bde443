/** The labels with the highest and second-highest score; the earlier one on a tie. */
export function decide(scores) {
    let [winner, rival] = scores[1] > scores[0] ? [1, 0] : [0, 1];
    for (let label = 2; label < scores.length; label++) {
        if (scores[label] > scores[winner])
            [winner, rival] = [label, winner];
        else if (scores[label] > scores[rival])
            rival = label;
    }
    return { winner, rival };
}
