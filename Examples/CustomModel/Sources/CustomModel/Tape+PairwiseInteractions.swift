import ADL

extension Tape {
  /// y = s Σ_{f<g} ⟨e_f, e_g⟩ of each row, as s/2 Σ_d ((Σ_f e_fd)² − Σ_f e_fd²): an operation of one's own.
  ///
  /// - Parameters:
  ///   - e: [n, fields · d], the fields' embeddings side by side.
  ///   - scale: s.
  /// - Returns: [n, 1].
  ///
  /// Backward: de_fd = s dy (Σ_g e_gd − e_fd).
  public func pairwiseInteractions(_ e: Value, fields: Int, scale: Float) -> Value {
    let width = e.columns / max(fields, 1)
    let x = e.matrix
    var sums = Matrix(rows: e.rows, columns: width)
    var y = Matrix(rows: e.rows, columns: 1)
    x.withUnsafeBufferPointer { x in
      sums.withUnsafeMutableBufferPointer { sums in
        y.withUnsafeMutableBufferPointer { y in
          for row in y.indices {
            var squares: Float = 0
            for place in 0..<fields * width {
              let value = x[row * fields * width + place]
              sums[row * width + place % width] += value
              squares += value * value
            }
            let total = sums[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
            y[row] = scale / 2 * (total - squares)
          }
        }
      }
    }
    let held = sums
    return record(y, from: [e]) { tape, dy in
      var de = Matrix(rows: x.rows, columns: x.columns)
      de.withUnsafeMutableBufferPointer { de in
        x.withUnsafeBufferPointer { x in
          held.withUnsafeBufferPointer { sums in
            for row in 0..<dy.rows {
              let factor = scale * dy[row, 0]
              for place in 0..<fields * width {
                let i = row * fields * width + place
                de[i] = factor * (sums[row * width + place % width] - x[i])
              }
            }
          }
        }
      }
      tape.accumulate(de, into: e)
    }
  }
}
