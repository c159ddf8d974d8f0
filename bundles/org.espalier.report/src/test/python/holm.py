"""Writes holm.csv: families of p values, adjusted by statsmodels' multipletests(method="holm").

R's p.adjust(p, "holm") gives the same. Run with Debian's python3-statsmodels:
python3 holm.py > ../resources/org/espalier/report/internal/holm.csv
"""

import random

from statsmodels.stats.multitest import multipletests

source = random.Random(11)
families = [
    [0.03],
    [0.01, 0.04, 0.03, 0.005],
    [0.02, 0.02, 0.02],
    [1.0, 0.0, 0.5],
]
for n in (5, 12, 40):
    families.append([round(source.random() ** 4, 6) for _ in range(n)])
join = lambda values: " ".join(repr(float(value)) for value in values)
print("p,adjusted")
for family in families:
    print(join(family), join(multipletests(family, method="holm")[1]), sep=",")
