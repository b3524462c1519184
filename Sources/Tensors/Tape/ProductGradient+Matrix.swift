extension ProductGradient {
  /// The whole stack, [G · inputs, outputs], on all threads.
  func matrix(in workspace: Workspace) -> Matrix {
    let result = workspace.buffers.matrix(groups.count * inputs, outputs)
    let pieces = pieces
    workspace.workers.run(groups.count * pieces.count) { task in
      let (group, index) = task.quotientAndRemainder(dividingBy: pieces.count)
      fill(result, pieces[index], of: group)
    }
    return result
  }
}
