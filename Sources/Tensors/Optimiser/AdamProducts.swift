import CKernels

/// Weights whose gradients are still products, and what Adam keeps of them.
public struct ProductUpdate {
  let gradient: ProductGradient
  let active: [Bool]
  let own: AdamTensors
  let shared: AdamTensors?
  let pull: Double

  /// - Parameters:
  ///   - active: which groups' weights change.
  ///   - own: the stack of weights, or of the specific factors.
  ///   - shared: the shared factor, for a star.
  ///   - pull: as in `AdamStep.star`.
  public init(
    _ gradient: ProductGradient, active: [Bool], own: AdamTensors, shared: AdamTensors? = nil, pull: Double = 0
  ) {
    (self.gradient, self.active, self.own, self.shared, self.pull) = (gradient, active, own, shared, pull)
  }
}

/// The same while its step is made.
private struct WritableUpdate: Sendable {
  let gradient: ProductGradient
  let active: [Bool]
  let own: WritableTensors
  let shared: WritableTensors?
  let pull: Double

  init(_ update: ProductUpdate) {
    (gradient, active, pull) = (update.gradient, update.active, update.pull)
    (own, shared) = (WritableTensors(update.own), update.shared.map(WritableTensors.init))
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
    let updates = updates.map(WritableUpdate.init)
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

  private func step(_ update: WritableUpdate, _ piece: ProductGradient.Piece, of group: Int) {
    let gradient = workspace.buffers.matrix(piece.inputs.count, piece.columns.count)
    let (w, m, v) = (update.own.w, update.own.m, update.own.v)
    let strips = Strips(piece, of: group, in: update.gradient)
    update.gradient.make(piece, of: group, into: Block(gradient), prefetch: strips.prefetch(in: update.own))
    for strip in 0..<strips.count {
      let (start, part) = (strips.start(strip), gradient.base + strip * strips.length)
      note(adl_adam_update(strips.length, constants, part, w.base + start, m.base + start, v.base + start))
    }
  }

  private func step(_ update: WritableUpdate, _ piece: ProductGradient.Piece, shared: WritableTensors) {
    let gradient = workspace.buffers.matrix(piece.inputs.count, piece.columns.count)
    let dShared = workspace.buffers.zeros(piece.inputs.count, piece.columns.count)
    let pull = share(update.pull)
    let (w, m, v) = (update.own.w, update.own.m, update.own.v)
    let common = Strips(piece, of: 0, in: update.gradient)
    let length = common.length
    for (group, isActive) in update.active.enumerated() where isActive {
      let own = Strips(piece, of: group, in: update.gradient)
      update.gradient.make(piece, of: group, into: Block(gradient), prefetch: own.prefetch(in: update.own))
      for strip in 0..<own.count {
        let start = own.start(strip)
        note(
          adl_adam_update_star(
            length, constants, pull, gradient.base + strip * length, shared.w.base + common.start(strip),
            dShared.base + strip * length, w.base + start, m.base + start, v.base + start))
      }
    }
    for strip in 0..<common.count {
      let start = common.start(strip)
      note(
        adl_adam_update(
          length, constants, dShared.base + strip * length, shared.w.base + start, shared.m.base + start,
          shared.v.base + start))
    }
  }
}

/// The place of a piece in a stack of matrices: one strip where it has all columns, else one for each row.
private struct Strips {
  let count: Int
  /// Floats of a strip.
  let length: Int
  private let first: Int
  private let distance: Int

  init(_ piece: ProductGradient.Piece, of group: Int, in gradient: ProductGradient) {
    let isWhole = piece.columns.count == gradient.outputs
    count = isWhole ? 1 : piece.inputs.count
    length = isWhole ? piece.count : piece.columns.count
    distance = gradient.outputs
    first = (group * gradient.inputs + piece.inputs.lowerBound) * gradient.outputs + piece.columns.lowerBound
  }

  func start(_ strip: Int) -> Int { first + strip * distance }

  /// What Adam needs as soon as the piece is made.
  func prefetch(in tensors: WritableTensors) -> adl_prefetch? {
    guard count == 1 else { return nil }
    let (w, m, v) = (UnsafePointer(tensors.w.base), UnsafePointer(tensors.m.base), UnsafePointer(tensors.v.base))
    return adl_prefetch(at: (w + first, m + first, v + first), count: length)
  }
}
