import CKernels

/// A tensor and its moments.
public typealias AdamTensors = (w: Matrix, m: Matrix, v: Matrix)

/// Weights whose gradients are still products, and what Adam keeps of them.
public struct ProductUpdate: @unchecked Sendable {
  let gradient: ProductGradient
  let active: [Bool]
  /// Of the stack of weights, or of the specific factors.
  let own: AdamTensors
  /// Of the shared factor, for a star.
  let shared: AdamTensors?
  /// As in `AdamStep.star`.
  let pull: Double

  public init(
    _ gradient: ProductGradient, active: [Bool], own: AdamTensors, shared: AdamTensors? = nil, pull: Double = 0
  ) {
    (self.gradient, self.active, self.own, self.shared, self.pull) = (gradient, active, own, shared, pull)
  }
}

extension AdamStep {
  /// One piece of one gradient, and the group it belongs to; for a star nil: a piece of all groups, one after the other, for
  /// the shared factor's gradient adds up over them.
  private struct Task {
    let update: Int
    let group: Int?
    let piece: ProductGradient.Piece
    let cost: Int
  }

  /// Makes the gradients piece by piece, and the step with each piece while it is in the cache: all weights at once, the
  /// largest pieces first, so that threads end together.
  public func products(_ updates: [ProductUpdate]) {
    var tasks: [Task] = []
    for (index, update) in updates.enumerated() {
      let groups = update.gradient.groups
      for piece in update.gradient.pieces {
        if update.shared != nil {
          tasks.append(Task(update: index, group: nil, piece: piece, cost: groups.rows * piece.count))
        } else {
          for (group, isActive) in update.active.enumerated() where isActive {
            tasks.append(Task(update: index, group: group, piece: piece, cost: groups[group].count * piece.count))
          }
        }
      }
    }
    tasks.sort { $0.cost > $1.cost }
    let sorted = tasks
    workspace.workers.run(sorted.count) { number in
      let task = sorted[number]
      let update = updates[task.update]
      if let group = task.group {
        step(update, task.piece, of: group)
      } else if let shared = update.shared {
        step(update, task.piece, shared: shared)
      }
    }
  }

  private func step(_ update: ProductUpdate, _ piece: ProductGradient.Piece, of group: Int) {
    let gradient = workspace.buffers.matrix(piece.inputs.count, piece.columns.count)
    update.gradient.make(piece, of: group, into: Block(gradient))
    let (w, m, v) = update.own
    for strip in Strips(piece, of: group, in: update.gradient) {
      adl_adam_update(
        strip.count, constants, gradient.base + strip.inPiece, w.base + strip.start, m.base + strip.start,
        v.base + strip.start)
    }
  }

  private func step(_ update: ProductUpdate, _ piece: ProductGradient.Piece, shared: AdamTensors) {
    let gradient = workspace.buffers.matrix(piece.inputs.count, piece.columns.count)
    let dShared = workspace.buffers.zeros(piece.inputs.count, piece.columns.count)
    let pull = min(learningRate * Float(update.pull), 1)
    let (w, m, v) = update.own
    for (group, isActive) in update.active.enumerated() where isActive {
      update.gradient.make(piece, of: group, into: Block(gradient))
      for (strip, common) in zip(
        Strips(piece, of: group, in: update.gradient), Strips(piece, of: 0, in: update.gradient))
      {
        adl_adam_update_star(
          strip.count, constants, pull, gradient.base + strip.inPiece, shared.w.base + common.start,
          dShared.base + strip.inPiece, w.base + strip.start, m.base + strip.start, v.base + strip.start)
      }
    }
    for strip in Strips(piece, of: 0, in: update.gradient) {
      adl_adam_update(
        strip.count, constants, dShared.base + strip.inPiece, shared.w.base + strip.start, shared.m.base + strip.start,
        shared.v.base + strip.start)
    }
  }
}

/// Where a piece lies in a stack of matrices: one strip where it has all columns, else one for each row.
private struct Strips: Sequence, IteratorProtocol {
  /// Floats of a strip, and between the starts of two.
  private let count: Int
  private let distance: Int
  private let strips: Int
  private let first: Int
  private var place = 0

  init(_ piece: ProductGradient.Piece, of group: Int, in gradient: ProductGradient) {
    let whole = piece.columns.count == gradient.outputs
    count = whole ? piece.count : piece.columns.count
    strips = whole ? 1 : piece.inputs.count
    distance = gradient.outputs
    first = (group * gradient.inputs + piece.inputs.lowerBound) * gradient.outputs + piece.columns.lowerBound
  }

  mutating func next() -> (start: Int, inPiece: Int, count: Int)? {
    guard place < strips else { return nil }
    defer { place += 1 }
    return (first + place * distance, place * count, count)
  }
}
