import Files

extension SectionWriter {
  /// Appends a dictionary, in two sections.
  func append(_ values: Interner) throws {
    try values.withStorage { bytes, ends in
      try append(bytes)
      try append(ends.map(UInt32.init))  // a chunk's values are less than 4 GB
    }
  }
}
