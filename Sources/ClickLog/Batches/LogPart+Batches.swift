import Tensors

extension LogPart {
  /// The rows in batches, filled ahead by a thread of their own.
  ///
  /// - Parameters:
  ///   - size: rows a batch; the last may hold fewer.
  ///   - shuffle: nil for the order of the input; otherwise the order depends on this generator's seed alone (give a
  ///     child per epoch). Up to 1,048,576 rows it is a uniform permutation; in longer parts, blocks of 8,192 rows are
  ///     shuffled first, and then the rows within each 128 blocks in turn.
  ///   - startingAt: how many batches to leave out at the start, as if they had been drawn.
  public func batches(size: Int, shuffle: RandomGenerator? = nil, startingAt first: Int = 0) -> BatchSequence {
    BatchSequence(part: self, size: max(1, size), shuffle: shuffle, first: max(0, first))
  }
}
