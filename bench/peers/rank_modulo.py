"""Rank of a random n x n matrix modulo p with FLINT; prints seconds, best of the repeats.

python3 rank_modulo.py n p repeats   (needs: pip install -r requirements.txt)
"""

import random
import sys
import time

from flint import nmod_mat

size, modulus, repeats = map(int, sys.argv[1:4])
random.seed(1)
matrix = nmod_mat(size, size, [random.randrange(modulus) for _ in range(size * size)], modulus)
best = float("inf")
for _ in range(repeats):
    start = time.perf_counter()
    assert matrix.rank() == size
    best = min(best, time.perf_counter() - start)
print(best)
