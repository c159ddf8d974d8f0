"""Writes the arrays that NpyTest reads and compares with, by NumPy itself (made with 1.24.2)."""
import pathlib

import numpy as np
from numpy.lib import format as npy

here = pathlib.Path(__file__).parent
values = np.array([[0, 1, 2], [100, 50, 127]])

for code in ["<f4", "<f8", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8"]:
    np.save(here / f"{code[1:]}.npy", values.astype(code))
np.save(here / "b1.npy", values % 2 == 1)
np.save(here / "u1_extremes.npy", np.array([0, 255], "|u1"))
np.save(here / "i1_extremes.npy", np.array([-128, 127], "|i1"))
np.save(here / "u2_extremes.npy", np.array([0, 65535], "<u2"))
np.save(here / "i2_extremes.npy", np.array([-32768, 32767], "<i2"))
np.save(here / "u4_extremes.npy", np.array([0, 4294967295], "<u4"))
np.save(here / "i4_extremes.npy", np.array([-2147483648, 2147483647], "<i4"))
np.save(here / "i8_extremes.npy", np.array([-(2**63), 2**63 - 1], "<i8"))
np.save(here / "f8_fractions.npy", np.array([0.1, -1e300, np.nan, np.inf]))

np.save(here / "scalar.npy", np.float64(2.5))
np.save(here / "vector.npy", np.array([0.1, -2.5, 3e7, np.inf], "<f4"))
np.save(here / "empty.npy", np.zeros((0, 7), "<f8"))
np.save(here / "many_axes.npy", np.arange(120, dtype="<i4").reshape((1, 2, 1, 3, 1, 4, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1)))
np.save(here / "fortran.npy", np.asfortranarray(np.arange(24, dtype="<i2").reshape(2, 3, 4)))
for version in [(2, 0), (3, 0)]:
    with open(here / f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, values.astype("<f4"), version=version)

np.save(here / "big_endian.npy", values.astype(">f4"))
np.save(here / "objects.npy", np.array([None, "x"], dtype=object), allow_pickle=True)
np.save(here / "structured.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]))
np.save(here / "text.npy", np.array(["one", "two"]))
np.save(here / "half.npy", values.astype("<f2"))
np.savez(here / "archive.npz", values=values)
np.savez_compressed(here / "truths.npz", first=values % 2 == 1, **{"a/second": np.array([True, False, True])})
