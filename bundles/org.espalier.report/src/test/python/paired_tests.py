"""Writes paired_tests.csv: exact signed-rank p values by SciPy and Hedges' corrected effect sizes.

The p values are those of scipy.stats.wilcoxon over all 2^n signs, ties and all, and agree with R's
wilcox.test(d, exact = TRUE) where there are no ties. Run with SciPy 1.17:
python3 paired_tests.py > ../resources/org/espalier/report/internal/statistics/paired_tests.csv
"""

import random

import numpy as np
from scipy import special, stats

source = random.Random(5)
print("differences,p,effect")
for n in (3, 5, 5, 8, 10, 12):
    for digits in (2, 6):  # two digits make ties
        d = np.array([round(0.02 + 0.03 * source.gauss(0, 1), digits) for _ in range(n)])
        kept = d[d != 0]
        p = stats.wilcoxon(kept, method=stats.PermutationMethod(n_resamples=np.inf)).pvalue
        m = n - 1
        correction = special.gamma(m / 2) / (np.sqrt(m / 2) * special.gamma((m - 1) / 2))
        effect = correction * d.mean() / d.std(ddof=1)
        print(" ".join(map(repr, d.tolist())), repr(float(p)), repr(float(effect)), sep=",")
