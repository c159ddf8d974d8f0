"""Writes paired_intervals.csv: 95 % intervals and p values of paired differences by scipy.stats.ttest_rel.

Run with Debian's python3-scipy: python3 paired_intervals.py > ../resources/org/espalier/report/internal/paired_intervals.csv
"""

import random

from scipy import stats

source = random.Random(7)
print("a,b,mean,low,high,p")
for n in (2, 3, 5, 10, 30):
    a = [round(0.9 + 0.05 * source.gauss(0, 1), 4) for _ in range(n)]
    b = [round(0.85 + 0.08 * source.gauss(0, 1), 4) for _ in range(n)]
    mean = sum(x - y for x, y in zip(a, b)) / n
    test = stats.ttest_rel(a, b)
    interval = test.confidence_interval(0.95)
    join = lambda values: " ".join(map(repr, values))
    numbers = (mean, interval.low, interval.high, test.pvalue)
    print(join(a), join(b), *(repr(float(number)) for number in numbers), sep=",")
