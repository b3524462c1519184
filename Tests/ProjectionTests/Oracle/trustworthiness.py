"""What umap-learn reaches on the rows of UMAPTests.swift: prints its trustworthiness for some seeds.

    pip install umap-learn && python trustworthiness.py
"""
import numpy as np
import umap
from sklearn.manifold import trustworthiness


def rows(n, clusters, dimension):
    """The same numbers as `sampleRows` in UMAPTests.swift: a linear congruential generator, four of it for a normal."""
    state = 12345

    def uniform():
        nonlocal state
        state = (1664525 * state + 1013904223) % 2**32
        return state / 2**32

    def normal():
        return (uniform() + uniform() + uniform() + uniform() - 2) * 3**0.5

    centres = [[normal() for _ in range(dimension)] for _ in range(clusters)]
    return np.array([[centres[i % clusters][d] + 0.8 * normal() for d in range(dimension)] for i in range(n)], "float32")


for n, clusters, dimension in [(1000, 6, 20), (5000, 9, 272)]:
    x = rows(n, clusters, dimension)
    found = [
        trustworthiness(x, umap.UMAP(metric="cosine", random_state=seed).fit_transform(x), n_neighbors=15, metric="cosine")
        for seed in range(3)
    ]
    print(n, clusters, dimension, [round(float(t), 4) for t in found])
